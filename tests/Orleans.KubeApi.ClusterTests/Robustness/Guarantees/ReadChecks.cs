using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Hosting.Sabotaging;

namespace Orleans.KubeApi.ClusterTests.Robustness.Guarantees;

/// <summary>What reads promise beyond the order that a history shows.</summary>
internal static class ReadChecks
{
    private const int Reads = 1_000;
    private const int AtOnce = 20;
    private const int FutureRevisions = 3;

    /// <summary>The most that the original waits for a revision, and something for a slow machine.</summary>
    private const double RevisionWaitMost = 6;

    /// <summary>A cache that doesn't load is waited for ten seconds at most.</summary>
    private const double LoadWaitMost = 13;

    /// <summary>A thousand reads leave the collection's revision where it was.</summary>
    public static async Task LeaveTheRevisionAloneAsync(GuaranteeScene scene, CancellationToken cancellation)
    {
        var ranges = $"/api/v1/namespaces/{await scene.NewNamespaceAsync(cancellation)}/limitranges";
        const string body = """{"metadata":{"name":"a"},"spec":{"limits":[{"type":"Pod"}]}}""";
        (await scene.Client.PostAsync(ranges, body, cancellation)).MustBe(201);
        var before = (await scene.Client.GetAsync(ranges, cancellation)).MustBe(200).Revision;

        async Task ReadAsync(int _)
        {
            for (var i = 0; i < Reads / AtOnce; i++)
            {
                (await scene.Client.GetAsync(i % 2 == 0 ? $"{ranges}/a" : ranges, cancellation)).MustBe(200);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(ReadAsync));
        var after = (await scene.Client.GetAsync(ranges, cancellation)).MustBe(200).Revision;
        scene.Expect(after == before, $"{Reads} reads took the revision from {before} to {after}");
    }

    /// <summary>A revision that nobody has is waited for three seconds, then a Timeout says why and when to come again.</summary>
    public static async Task RefuseTheFutureAsync(GuaranteeScene scene, CancellationToken cancellation)
    {
        var maps = $"/api/v1/namespaces/{await scene.NewNamespaceAsync(cancellation)}/configmaps";
        var future = (await scene.Client.GetAsync(maps, cancellation)).MustBe(200).Revision + 1_000_000;
        string[] paths =
        [
            $"{maps}?resourceVersion={future}",
            $"{maps}?resourceVersion={future}&resourceVersionMatch=Exact",
            $"{maps}/kube-root-ca.crt?resourceVersion={future}",
        ];

        async Task JudgeAsync(string path)
        {
            var began = TimeProvider.System.GetTimestamp();
            var answer = await scene.WithinAsync(RevisionWaitMost, path, limit => scene.Client.GetAsync(path, limit), cancellation);
            if (answer is null || !scene.ExpectRefusal(answer, 504, "Timeout", path))
            {
                return;
            }

            var waited = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            scene.Expect(waited >= 2.5, $"{path}: refused after {waited:0.0} s, before the revision could come");
            var cause = (string?)answer.Json["details"]?["causes"]?[0]?["reason"];
            scene.Expect(cause == "ResourceVersionTooLarge", $"{path}: cause {cause}");
            scene.Expect((int?)answer.Json["details"]?["retryAfterSeconds"] == 1, $"{path}: {answer.Text}");
            scene.Expect(answer.Header("Retry-After") == "1", $"{path}: Retry-After '{answer.Header("Retry-After")}'");
        }

        await Task.WhenAll(paths.Select(JudgeAsync));
    }

    /// <summary>A watch from a future revision delivers what comes after it, and nothing of before.</summary>
    public static async Task WatchTheFutureAsync(GuaranteeScene scene, CancellationToken cancellation)
    {
        var maps = $"/api/v1/namespaces/{await scene.NewNamespaceAsync(cancellation)}/configmaps";
        var future = (await scene.Client.GetAsync(maps, cancellation)).MustBe(200).Revision + FutureRevisions;
        using var watch = await scene.Client.WatchAsync(
            $"{maps}?watch=true&resourceVersion={future}&allowWatchBookmarks=true&timeoutSeconds=2", cancellation);
        var written = 0L;
        for (var i = 0; i < 2 * FutureRevisions; i++)
        {
            var body = GuaranteeScene.Body("ConfigMap", $"f{i}");
            written = (await scene.Client.PostAsync(maps, body, cancellation)).MustBe(201).Revision;
        }

        var events = await watch.ReadToEndAsync(cancellation);
        scene.Expect(
            events.TrueForAll(watched => watched.Type != "ERROR" && watched.Revision > future),
            $"asked from {future}, got {string.Join(", ", events)}");
        scene.Expect(events.Exists(watched => watched.Revision == written), $"{written} after {future} never came");
    }

    /// <summary>Most recent reads of a cache that lags: never stale. They wait, and are refused when it takes too long.</summary>
    public static async Task WaitForTheCacheAsync(GuaranteeScene scene, CancellationToken cancellation)
    {
        // A stale server wouldn't see a namespace of the check's own.
        const string maps = "/api/v1/namespaces/default/configmaps";
        var name = $"late-{Guid.NewGuid():N}";
        (await scene.Client.PostAsync(maps, GuaranteeScene.Body("ConfigMap", name, "0"), cancellation)).MustBe(201);
        string?[] lags = [null, SabotageSwitch.LateFeed50, SabotageSwitch.LateFeed500, SabotageSwitch.LateFeed];
        foreach (var lag in lags)
        {
            scene.Weather(lag is null ? [] : [lag]);
            for (var i = 0; i < (lag == SabotageSwitch.LateFeed ? 1 : 3); i++)
            {
                var patch = $$$"""{"data":{"v":"{{{lag}}} {{{i}}}"}}""";
                var written = await scene.Client.PatchAsync($"{maps}/{name}", patch, KubeHttp.MergePatch, cancellation);
                var revision = written.MustBe(200).Revision;
                await Task.WhenAll(
                    ReadAsync(scene, $"{maps}/{name}", revision, lag, cancellation), ReadAsync(scene, maps, revision, lag, cancellation));
            }
        }

        scene.Weather();
        await Eventually.HoldsAsync("the cache has caught up", TimeSpan.FromSeconds(15),
            async stop => (await scene.Client.GetAsync(maps, stop)).Code == 200, cancellation);
    }

    /// <summary>A cache that isn't there yet is waited for, but not for ever: then come again. Nothing hangs, nothing is made up.</summary>
    public static async Task RefuseWithoutCacheAsync(GuaranteeScene scene, CancellationToken cancellation)
    {
        // Nobody else asks for these.
        const string drivers = "/apis/storage.k8s.io/v1/csidrivers";
        scene.Weather(SabotageSwitch.SlowLoad);
        string[] paths = [$"{drivers}?watch=true&timeoutSeconds=1", $"{drivers}?labelSelector=a%3Db", $"{drivers}?resourceVersion=0"];

        async Task JudgeAsync(string path)
        {
            if (await scene.WithinAsync(LoadWaitMost, path, limit => scene.Client.GetAsync(path, limit), cancellation) is { } answer
                && scene.ExpectRefusal(answer, 429, "TooManyRequests", path))
            {
                scene.Expect(answer.Header("Retry-After") is "1", $"{path}: Retry-After '{answer.Header("Retry-After")}'");
            }
        }

        await Task.WhenAll(paths.Select(JudgeAsync));
        scene.Weather();
        await Eventually.HoldsAsync("the cache loads when it can", TimeSpan.FromSeconds(10),
            async stop => (await scene.Client.GetAsync(drivers, stop)).Code == 200, cancellation);
    }

    private static async Task ReadAsync(GuaranteeScene scene, string path, long revision, string? lag, CancellationToken cancellation)
    {
        var what = $"{path} with {lag ?? "no lag"}";
        if (await scene.WithinAsync(RevisionWaitMost, what, limit => scene.Client.GetAsync(path, limit), cancellation) is { } answer)
        {
            scene.Expect(
                answer.IsSuccess ? answer.Revision >= revision : lag == SabotageSwitch.LateFeed && answer.Code is 429 or 503 or 504,
                $"{what}, after {revision} was acknowledged: {answer.Code} {GuaranteeScene.Short(answer.Text)}");
        }
    }
}
