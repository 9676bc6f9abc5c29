namespace Orleans.KubeApi.Resources;

/// <summary>What a write does to its object.</summary>
internal enum WriteVerb
{
    Create,
    Update,
    Patch,
    Delete,

    /// <summary>Nothing: somebody connects to what the object stands for, and admission may forbid it.</summary>
    Connect,
}
