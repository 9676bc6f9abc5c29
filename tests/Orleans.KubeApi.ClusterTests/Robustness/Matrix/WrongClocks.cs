using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Robustness.Matrix;

/// <summary>
/// What a cluster must be able to do although the clocks of its silos are two hours apart all the time: nobody leaves for that, a silo
/// that is gone is voted dead, and one may join with any clock.
/// </summary>
internal static class WrongClocks
{
    private static readonly TimeSpan _failover = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan[] _offsets = [TimeSpan.FromHours(1), TimeSpan.FromHours(-1), TimeSpan.FromMinutes(-20)];

    /// <summary>Silos die one after the other, and come back with a clock that is wrong in another way.</summary>
    public static async Task KillAsync(FaultScene scene, CancellationToken limit)
    {
        await FaultScene.PauseAsync(6, limit);
        foreach (var (victim, index) in scene.Cluster.Silos.Select((silo, index) => (silo, index)))
        {
            AllRun(scene);
            await victim.KillAsync(limit);
            await Recovery.AwaitAsync([.. scene.Cluster.Silos.Where(silo => silo != victim)], _failover, limit);
            scene.Shim!.SetClock(index, _offsets[index]);
            await victim.StartAsync(limit);
            await FaultScene.PauseAsync(2, limit);
        }

        AllRun(scene);
    }

    /// <summary>A silo is frozen until the others have voted it dead; when it wakes up it ends in order.</summary>
    public static async Task FreezeAsync(FaultScene scene, CancellationToken limit)
    {
        await FaultScene.PauseAsync(6, limit);
        AllRun(scene);
        var victim = scene.Cluster.Silos[scene.Random.Next(FaultScene.Silos)];
        victim.Freeze();
        try
        {
            await Recovery.AwaitAsync([.. scene.Cluster.Silos.Where(silo => silo != victim)], _failover, limit);
        }
        finally
        {
            victim.Thaw();
        }

        await Eventually.HoldsAsync("the silo that was voted dead ends", _failover, _ => Task.FromResult(!victim.IsRunning), limit);
        Assert.Equal(1, victim.Process.ExitCode);
    }

    private static void AllRun(FaultScene scene) => Assert.All(
        scene.Cluster.Silos, silo => Assert.True(silo.IsRunning, $"A silo ended because of a clock:\n{silo.Log.Tail()}"));
}
