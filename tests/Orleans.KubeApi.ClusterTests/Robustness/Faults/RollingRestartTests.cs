using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Robustness.Faults;

/// <summary>Three silos are restarted one after the other, as a rollout does it, while clients write and watch: nobody notices.</summary>
[Trait("Category", "Faults")]
[Collection(AloneCollection.Name)]
public sealed class RollingRestartTests(ITestOutputHelper output)
{
    private static readonly TimeSpan _pauseMax = TimeSpan.FromSeconds(3);

    // Longer than the balancer's probes are apart, as the operator's guide says.
    private static readonly string[] _arguments = ["--shutdown-delay-duration", "1s"];

    [Fact]
    public Task RollingRestart_UnderLoad_FailsNoWriteAndEndsNoWatchForGood() => RollAsync(null, ServerBinary.DllPath);

    /// <summary>Needs an earlier build, so it is run by its name.</summary>
    [Fact(Explicit = true)]
    public Task RollingUpgrade_UnderLoad_FailsNoWriteAndEndsNoWatchForGood()
    {
        var previous = Environment.GetEnvironmentVariable("KUBEAPI_PREVIOUS_SERVER_DLL");
        if (previous is null)
        {
            Requirements.Missing("an earlier build, named by KUBEAPI_PREVIOUS_SERVER_DLL,");
        }

        return RollAsync(previous, ServerBinary.DllPath);
    }

    private async Task RollAsync(string? from, string to)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var postgres = new PostgresServer();
        postgres.SkipIfMissing();
        var options = new KubeServerOptions
        {
            Store = await postgres.CreateDatabaseAsync(), ClusterId = "test", Dll = from, MoreArguments = _arguments,
        };
        await using var cluster = await KubeCluster.StartAsync([options, options, options], cancellation);
        var load = new RollingLoad(cluster.Silos);

        await load.RunAsync(
            async limit =>
            {
                foreach (var silo in cluster.Silos)
                {
                    await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, limit); // Load on all of them before the next goes.
                    Assert.Equal(0, await silo.StopAsync(Signals.Terminate, limit));
                    silo.Dll = to;
                    await silo.StartAsync(limit);
                }

                await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, limit);
            },
            cancellation);

        output.WriteLine(load.ToString());
        Assert.True(load.Failures.Count == 0, $"{load}\n{string.Join('\n', load.Failures.Take(10))}\n{cluster.Logs()}");
        Assert.Empty(load.Wrong().Take(10));
        Assert.Equal(0, load.Relists);
        Assert.True(load.LongestPause <= _pauseMax, load.ToString());
    }
}
