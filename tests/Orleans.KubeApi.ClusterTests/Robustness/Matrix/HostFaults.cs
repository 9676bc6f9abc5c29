using System.Globalization;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Robustness.Matrix;

/// <summary>What the machine below a server does to it.</summary>
internal static class HostFaults
{
    private const string Writes = "/api/v1/namespaces/default/configmaps";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    /// <summary>Three times: the power goes, under load, and comes back.</summary>
    public static async Task LosePowerAsync(FaultScene scene, CancellationToken limit)
    {
        var server = scene.Cluster.Silos[0];
        for (var round = 0; round < 3; round++)
        {
            server.Freeze(); // Who has no power answers nothing: see PowerDisk.Cut.
            scene.Power.Cut();
            await server.KillAsync(limit);
            await scene.Power.RestoreAsync(limit);
            await server.StartAsync(limit);
            await FaultScene.PauseAsync(1 + 3 * scene.Random.NextDouble(), limit);
        }
    }

    /// <summary>One fsync fails; the ones after it would succeed. The store must not go on as if nothing had been.</summary>
    public static async Task FailFsyncAsync(FaultScene scene, CancellationToken limit)
    {
        var server = scene.Cluster.Silos[0];
        scene.Shim!.FailFsync();
        await Eventually.HoldsAsync(
            "the server is not ready, or has ended", _patience, async stop => !await server.IsReadyAsync(stop), limit);
        for (var attempt = 0; attempt < 20 && server.IsRunning; attempt++)
        {
            try
            {
                var body = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"generateName":"after-fsync-"}}""";
                var answer = await server.Client.PostAsync(Writes, body, limit);
                Assert.InRange(answer.Code, 500, 599);
            }
            catch (Exception error) when (KubeHttp.IsConnectionLoss(error) && !limit.IsCancellationRequested)
            {
                // It has ended, or is about to.
            }
        }

        await Eventually.HoldsAsync("the server ends by itself", _patience, _ => Task.FromResult(!server.IsRunning), limit);
        Assert.Equal(1, server.Process.ExitCode);
    }

    /// <summary>The clocks of the silos jump an hour forth and back, each on its own, and are right again at last.</summary>
    public static async Task JumpAsync(FaultScene scene, CancellationToken limit)
    {
        TimeSpan[] offsets = [TimeSpan.FromHours(1), TimeSpan.FromHours(-1), TimeSpan.Zero];
        for (var round = 0; round < 6; round++)
        {
            scene.Shim!.SetClock(round % FaultScene.Silos, offsets[scene.Random.Next(offsets.Length)]);
            await FaultScene.PauseAsync(2.5, limit);
            foreach (var silo in scene.Cluster.Silos.Where(silo => !silo.IsRunning))
            {
                Assert.Equal(1, silo.Process.ExitCode); // Its clock was set back.
                silo.Launch();
            }
        }

        for (var silo = 0; silo < FaultScene.Silos; silo++)
        {
            scene.Shim!.SetClock(silo, TimeSpan.Zero);
        }

        await FaultScene.PauseAsync(3, limit); // Until it is noticed.
    }

    /// <summary>The machine has no memory left for a silo: the kernel kills it. The others go on; then there is room again.</summary>
    public static async Task RunOutOfMemoryAsync(FaultScene scene, CancellationToken limit)
    {
        var silo = scene.Cluster.Silos[1];
        await FillMemoryAsync(scene, limit);
        await Eventually.HoldsAsync("the kernel kills the silo", _patience, _ => Task.FromResult(!silo.IsRunning), limit);
        Assert.Equal(128 + Signals.Kill, silo.Process.ExitCode);
        await Recovery.AwaitAsync([scene.Cluster.Silos[0], scene.Cluster.Silos[2]], _patience, limit);
        scene.Memory.Free();
    }

    /// <summary>A silo with little room gets more to do than fits, until it ends or for 15 s.</summary>
    public static async Task FillMemoryAsync(FaultScene scene, CancellationToken limit)
    {
        var silo = scene.Cluster.Silos[1];
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit);
        end.CancelAfter(TimeSpan.FromSeconds(15));
        var large = new string('x', 900_000);
        async Task LoadAsync(int client)
        {
            for (var index = 0; index < 12 && !end.IsCancellationRequested && silo.IsRunning; index++)
            {
                try
                {
                    var name = string.Create(CultureInfo.InvariantCulture, $"large-{client}-{index}");
                    await silo.Client.PostAsync(
                        Writes, $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"x":"{{{large}}}"}}""",
                        end.Token);
                    await silo.Client.GetAsync(Writes, end.Token, "application/yaml");
                }
                catch (Exception error) when (KubeHttp.IsConnectionLoss(error) && !limit.IsCancellationRequested)
                {
                    // That is what it is about.
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(LoadAsync));
    }
}
