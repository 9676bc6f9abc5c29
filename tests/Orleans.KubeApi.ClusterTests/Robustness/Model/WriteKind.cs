namespace Orleans.KubeApi.ClusterTests.Robustness.Model;

internal enum WriteKind
{
    Create,
    Update,
    Patch,
    Delete,
}
