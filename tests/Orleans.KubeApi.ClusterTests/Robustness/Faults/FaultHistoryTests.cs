using Orleans.KubeApi.ClusterTests.Robustness.Traffic;
using Orleans.KubeApi.ClusterTests.Robustness.Validate;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Robustness.Faults;

/// <summary>Recorded histories of real processes, with and without faults, must be explained by one order of revisions.</summary>
[Collection(AloneCollection.Name)]
public sealed class FaultHistoryTests(ITestOutputHelper output)
{
    [Fact]
    public async Task History_OfOneEmbeddedServer_KeepsAllGuarantees()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var server = await KubeServer.StartNewAsync(new KubeServerOptions(), cancellation);

        await CheckAsync([server], PauseAsync(8), doneMin: 200, () => server.Log.Tail(), cancellation);
    }

    [Fact]
    public async Task History_OverRestartsOfOneEmbeddedServer_KeepsAllGuarantees()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var server = await KubeServer.StartNewAsync(new KubeServerOptions(), cancellation);

        async Task KillTwiceAsync(CancellationToken limit)
        {
            for (var round = 0; round < 2; round++)
            {
                await PauseAsync(3)(limit);
                await server.KillAsync(limit);
                await server.StartAsync(limit);
            }

            await PauseAsync(2)(limit);
        }

        await CheckAsync([server], KillTwiceAsync, doneMin: 100, () => server.Log.Tail(), cancellation);
    }

    [Fact]
    public async Task History_OfThreeSilos_KeepsAllGuarantees()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var postgres = new PostgresServer();
        await using var cluster = await KubeCluster.StartAsync(await postgres.CreateDatabaseAsync(), 3, cancellation);

        await CheckAsync(cluster.Silos, PauseAsync(8), doneMin: 200, () => cluster.Logs(), cancellation);
    }

    private static Func<CancellationToken, Task> PauseAsync(int seconds) =>
        limit => Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, limit);

    private async Task CheckAsync(
        IReadOnlyList<KubeServer> silos,
        Func<CancellationToken, Task> meanwhile,
        int doneMin,
        Func<string> logs,
        CancellationToken cancellation)
    {
        var seed = FaultSeed.Next();
        var run = new TrafficRun(silos, seed);
        var repeat = $"seed {seed}: {FaultSeed.Command(seed, GetType())}";
        IReadOnlyList<Violation> violations;
        try
        {
            violations = await run.RunAsync(meanwhile, cancellation);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            throw new InvalidOperationException($"{repeat}\n{run.Recorder}\n{logs()}", error);
        }

        output.WriteLine($"{repeat}\n{run.Recorder}; informers that had to start over: {run.Expirations}");
        Assert.True(
            violations.Count == 0,
            $"{violations.Count} violations, {repeat}\n{string.Join('\n', violations.Take(15))}\n{run.Recorder}\n{logs()}");
        Assert.Equal(0, run.Expirations);
        Assert.True(run.Recorder.DoneWrites >= doneMin, $"Too little was done to prove anything: {run.Recorder}");
    }
}
