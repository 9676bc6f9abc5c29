using Xunit;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>
/// Tests that measure time, or that take the shared PostgreSQL away: one after the other when all others, two at a time, have ended.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
