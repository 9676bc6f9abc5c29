using Xunit;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>Tests that measure what their embedded server spends: it is theirs alone, and no other test runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredServerCollection : ICollectionFixture<EmbeddedServer>
{
    public const string Name = "measured server";
}
