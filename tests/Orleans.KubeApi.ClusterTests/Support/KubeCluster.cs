namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>Several server processes on one PostgreSQL database: one cluster.</summary>
internal sealed class KubeCluster : IAsyncDisposable
{
    private readonly List<KubeServer> _silos;

    private KubeCluster(IEnumerable<KubeServer> silos) => _silos = [.. silos];

    public IReadOnlyList<KubeServer> Silos => _silos;

    public static async Task<KubeCluster> StartAsync(
        string store, int count, CancellationToken cancellation, IReadOnlyDictionary<string, string>? environment = null)
    {
        var options = new KubeServerOptions { Store = store, ClusterId = "test" };
        if (environment is not null)
        {
            options = options with { Environment = environment };
        }

        return await StartAsync([.. Enumerable.Repeat(options, count)], cancellation);
    }

    /// <summary>A cluster whose silos are started each in its way.</summary>
    public static async Task<KubeCluster> StartAsync(IReadOnlyList<KubeServerOptions> options, CancellationToken cancellation)
    {
        var cluster = new KubeCluster(options.Select(option => new KubeServer(option)));
        try
        {
            // The first one alone: what the others must wait for in any case is then not measured as their start.
            await cluster.Silos[0].StartAsync(cancellation);
            await Task.WhenAll(cluster.Silos.Skip(1).Select(silo => silo.StartAsync(cancellation)));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// What an init system does: starts again what has ended. A silo that was voted dead ends by itself; one that neither ends nor
    /// gets ready within the patience is killed first, and the answer says so.
    /// </summary>
    public static async Task<bool> HealAsync(KubeServer silo, TimeSpan patience, CancellationToken cancellation)
    {
        var isHealthy = true;
        try
        {
            await Eventually.HoldsAsync(
                "the silo is ready or has ended",
                patience,
                async limit => !silo.IsRunning || await silo.IsReadyAsync(limit),
                cancellation);
        }
        catch (TimeoutException)
        {
            isHealthy = false;
            await silo.KillAsync(cancellation);
        }

        if (!silo.IsRunning)
        {
            await silo.StartAsync(cancellation);
        }

        return isHealthy;
    }

    public string Logs(int lines = 25) =>
        string.Join('\n', _silos.Select((silo, index) => $"--- silo {index} (port {silo.Port}):\n{silo.Log.Tail(lines)}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
        }
    }
}
