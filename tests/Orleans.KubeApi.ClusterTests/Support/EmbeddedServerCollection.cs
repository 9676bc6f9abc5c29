using Xunit;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>The tests that share the embedded server.</summary>
[CollectionDefinition(Name)]
public sealed class EmbeddedServerCollection : ICollectionFixture<EmbeddedServer>
{
    public const string Name = "embedded server";
}
