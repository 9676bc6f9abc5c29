using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Authorization;

/// <summary>One cluster of three silos on PostgreSQL that the tests of a class share; each test works in a namespace of its own.</summary>
public sealed class ThreeSilos : IAsyncLifetime
{
    private readonly PostgresServer _postgres = new();
    private KubeCluster? _cluster;

    internal IReadOnlyList<KubeServer> Silos => _cluster!.Silos;

    internal KubeHttp Admin => Silos[0].Client;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _postgres.SkipIfMissing();
        _cluster = await KubeCluster.StartAsync(await _postgres.CreateDatabaseAsync(), 3, TestContext.Current.CancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        await _postgres.DisposeAsync();
    }

    /// <summary>One client of each silo as the user without rights.</summary>
    internal List<KubeHttp> Janes() => [.. Silos.Select(s => new KubeHttp(s.Url, KubeServer.UserToken))];

    /// <summary>Creates a namespace and waits until every silo knows it.</summary>
    internal async Task NewNamespaceAsync(string name, CancellationToken cancellation)
    {
        (await Admin.PostAsync("/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{name}}}"}}""", cancellation)).MustBe(201);
        foreach (var silo in Silos)
        {
            await Eventually.HoldsAsync("the namespace is known", TimeSpan.FromSeconds(10), async stop =>
                (await silo.Client.GetAsync($"/api/v1/namespaces/{name}", stop)).Code == 200, cancellation);
        }
    }
}
