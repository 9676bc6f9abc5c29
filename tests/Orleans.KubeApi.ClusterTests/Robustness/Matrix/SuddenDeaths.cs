using Orleans.KubeApi.ClusterTests.Support;

namespace Orleans.KubeApi.ClusterTests.Robustness.Matrix;

/// <summary>Processes that kill themselves at an exact place, one place after the other; each is started again.</summary>
internal static class SuddenDeaths
{
    /// <summary>Around a commit (nobody was told of it, or the feed but not the client) and in the middle of a watch.</summary>
    public static readonly string[] OfRequests = ["before-commit", "after-commit", "before-reply", "watch-send"];

    /// <summary>All events before a bookmark were sent, it wasn't; the client has it, and nothing after it.</summary>
    public static readonly string[] OfBookmarks = ["before-bookmark", "after-bookmark", "before-bookmark", "after-bookmark"];

    /// <summary>The floor is raised; rows of a step are gone, its end isn't noted (PostgreSQL only); a step is noted.</summary>
    public static readonly string[] OfCompactions = ["compact-floor", "compact-step", "compact-done"];

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(40);

    public static async Task RunAsync(FaultScene scene, IEnumerable<string> places, CancellationToken limit)
    {
        foreach (var place in places)
        {
            scene.Arm(place);
            KubeServer? dead = null;
            await Eventually.HoldsAsync(
                $"a process dies at {place}",
                _patience,
                _ =>
                {
                    dead = scene.Cluster.Silos.FirstOrDefault(silo => !silo.IsRunning);
                    return Task.FromResult(dead is not null);
                },
                limit);
            await dead!.StartAsync(limit);
            await FaultScene.PauseAsync(1, limit);
        }
    }
}
