namespace Orleans.KubeApi.Resources;

/// <summary>What a write does to its object.</summary>
internal enum WriteVerb
{
    Create,
    Update,
    Patch,
    Delete,
}
