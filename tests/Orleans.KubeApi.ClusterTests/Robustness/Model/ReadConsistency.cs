namespace Orleans.KubeApi.ClusterTests.Robustness.Model;

/// <summary>What a read promises, by its resourceVersion and resourceVersionMatch.</summary>
internal enum ReadConsistency
{
    MostRecent,
    Any,
    NotOlderThan,
    Exact,
}
