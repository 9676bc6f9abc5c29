using Orleans.KubeApi.ClusterTests.Support;

namespace Orleans.KubeApi.ClusterTests.Robustness.Guarantees;

/// <summary>What watches promise beyond the order that a history shows.</summary>
internal static class WatchChecks
{
    private const int Writes = 80;
    private const int QuickOnes = 3;
    private const int Filler = 300_000;
    private const long MemoryMost = 300_000_000;
    private static readonly TimeSpan _deliveryMost = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Who doesn't read is closed, and what he got is the beginning of the sequence; everybody else gets all of it in time.
    /// </summary>
    public static async Task SlowOneHarmsOnlyItselfAsync(GuaranteeScene scene, CancellationToken cancellation)
    {
        var maps = $"/api/v1/namespaces/{await scene.NewNamespaceAsync(cancellation)}/configmaps";
        var from = (await scene.Client.PostAsync(maps, GuaranteeScene.Body("ConfigMap", "big"), cancellation)).MustBe(201).Revision;
        var path = $"{maps}?watch=true&resourceVersion={from}";
        using var slow = await scene.Client.WatchAsync(path, cancellation);
        var quick = await Task.WhenAll(Enumerable.Range(0, QuickOnes).Select(_ => scene.Client.WatchAsync(path, cancellation)));
        var reading = quick.Select(stream => ReadTimesAsync(stream, cancellation)).ToList();
        var memory = scene.Server.MemoryBytes;
        var filler = new string('x', Filler);
        List<(long Revision, long At)> written = [];
        for (var i = 0; i < Writes; i++)
        {
            var patch = $$$"""{"data":{"v":"{{{i}}}{{{filler}}}"}}""";
            var answer = await scene.Client.PatchAsync($"{maps}/big", patch, KubeHttp.MergePatch, cancellation);
            written.Add((answer.MustBe(200).Revision, TimeProvider.System.GetTimestamp()));
        }

        foreach (var times in await Task.WhenAll(reading))
        {
            scene.Expect(times.Select(time => time.Revision).SequenceEqual(written.Select(write => write.Revision)),
                $"a quick watcher got {times.Count} of {Writes}");
            var late = times.Zip(written, (got, sent) => TimeProvider.System.GetElapsedTime(sent.At, got.At)).Order().ToList();
            scene.Expect(late is [.., var latest] && latest < _deliveryMost, $"an event came late, if at all: {late.LastOrDefault()}");
        }

        scene.Expect(scene.Server.MemoryBytes - memory < MemoryMost, $"{(scene.Server.MemoryBytes - memory) >> 20} MiB more");
        var got = await ReadToAnyEndAsync(slow, cancellation);
        scene.Expect(got.Count < Writes, "the slow watcher was never closed");
        scene.Expect(written.Select(write => write.Revision).Take(got.Count).SequenceEqual(got),
            $"the slow watcher got {string.Join(", ", got)}");
        foreach (var stream in quick)
        {
            stream.Dispose();
        }
    }

    /// <summary>A watch with initial events: all that there is, one bookmark that says so, then what comes.</summary>
    public static async Task InitialEventsEndAsync(GuaranteeScene scene, CancellationToken cancellation)
    {
        var plain = $"/api/v1/namespaces/{await scene.NewNamespaceAsync(cancellation)}/configmaps";
        var maps = $"{plain}?fieldSelector=metadata.name!=kube-root-ca.crt";
        (await scene.Client.PostAsync(plain, GuaranteeScene.Body("ConfigMap", "a"), cancellation)).MustBe(201);
        var last = (await scene.Client.PostAsync(plain, GuaranteeScene.Body("ConfigMap", "b"), cancellation)).MustBe(201).Revision;
        var refused = await scene.Client.GetAsync($"{maps}&watch=true&sendInitialEvents=true", cancellation);
        scene.ExpectRefusal(refused, 422, "Invalid", "sendInitialEvents without resourceVersionMatch=NotOlderThan");

        const string options = "watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
        using var watch = await scene.Client.WatchAsync($"{maps}&{options}&timeoutSeconds=2", cancellation);
        List<WatchEvent> events = [];
        while (await watch.ReadAsync(cancellation) is { } watched)
        {
            events.Add(watched);
            if (watched.EndsInitialEvents)
            {
                break;
            }
        }

        scene.Expect(events is [.., { EndsInitialEvents: true } end] && end.Revision >= last, $"not ended: {string.Join(", ", events)}");
        var added = events.Where(watched => watched.Type == "ADDED").Select(watched => watched.Name).Order(StringComparer.Ordinal);
        scene.Expect(added.SequenceEqual(["a", "b"]), $"initial events: {string.Join(", ", events)}");
        if (events is [.., { EndsInitialEvents: true }])
        {
            var next = (await scene.Client.PostAsync(plain, GuaranteeScene.Body("ConfigMap", "c"), cancellation)).MustBe(201);
            var live = await watch.ReadAsync(cancellation);
            scene.Expect(live?.Type == "ADDED" && live.Revision == next.Revision, $"after the bookmark came {live} instead of c");
        }
    }

    private static async Task<List<(long Revision, long At)>> ReadTimesAsync(WatchStream stream, CancellationToken cancellation)
    {
        List<(long Revision, long At)> times = [];
        while (times.Count < Writes && await stream.ReadAsync(cancellation) is { } watched)
        {
            times.Add((watched.Revision, TimeProvider.System.GetTimestamp()));
        }

        return times;
    }

    private static async Task<List<long>> ReadToAnyEndAsync(WatchStream stream, CancellationToken cancellation)
    {
        List<long> revisions = [];
        try
        {
            while (revisions.Count < Writes && await stream.ReadAsync(cancellation) is { } watched && watched.Type != "ERROR")
            {
                revisions.Add(watched.Revision);
            }
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            // A reset is as good an end as a clean one: the client knows that it must resume.
        }

        return revisions;
    }
}
