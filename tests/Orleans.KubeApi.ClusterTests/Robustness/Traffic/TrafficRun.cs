using Orleans.KubeApi.ClusterTests.Robustness.Model;
using Orleans.KubeApi.ClusterTests.Robustness.Validate;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Robustness.Traffic;

/// <summary>
/// A whole run: writers and informers on all silos while something is done to the servers, then markers, then the log as every silo tells
/// it, then the verdict.
/// </summary>
internal sealed class TrafficRun(IReadOnlyList<KubeServer> silos, int seed)
{
    private const int Writers = 6;
    private const int MarkerClient = 99;
    private static readonly TimeSpan _settle = TimeSpan.FromSeconds(40);
    private readonly HistoryRecorder _recorder = new(TimeProvider.System);

    /// <summary>Tells what was committed after a revision, where the servers forget it too soon.</summary>
    public Func<long, CancellationToken, Task<IReadOnlyList<WatchedEvent>>>? Log { get; init; }

    public HistoryRecorder Recorder => _recorder;

    /// <summary>
    /// How often an informer had to list again, because the server no longer knew its revision. No fault excuses that within minutes.
    /// </summary>
    public int Expirations { get; private set; }

    /// <summary>Runs traffic as long as <paramref name="meanwhile"/> takes and returns what was broken.</summary>
    public async Task<IReadOnlyList<Violation>> RunAsync(Func<CancellationToken, Task> meanwhile, CancellationToken cancellation)
    {
        await CreateNamespacesAsync(cancellation);
        var api = new RecordedApi(MarkerClient, _recorder);
        var before = await api.ListAsync(silos[0].Client, Scope.All, ReadConsistency.MostRecent, 0, 0, cancellation)
            ?? throw new InvalidOperationException($"The first list failed: {_recorder}");
        var start = before.Pages[0].Revision;
        Assert.Empty(before.Pages[0].Items);

        using var stopWatches = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var isStopped = false;
        var writers = Enumerable.Range(0, Writers).Select(index =>
            new WritingClient(new RecordedApi(index, _recorder), silos, seed + index).RunAsync(() => isStopped, cancellation)).ToList();
        var watchers = TrafficPlan.Scopes.Select(Watcher).ToList();
        var watching = watchers.Select(watcher => watcher.RunAsync(stopWatches.Token)).ToList();

        await meanwhile(cancellation);
        isStopped = true;
        await Task.WhenAll(writers);
        await WriteMarkersAsync(api, cancellation);
        stopWatches.CancelAfter(_settle);
        await Task.WhenAll(watching);
        await ListEverywhereAsync(api, cancellation);
        var log = await (Log ?? ReadLogsAsync)(start, cancellation);
        Expirations = watchers.Sum(watcher => watcher.Expirations);
        var incomplete = watchers.Where(watcher => !watcher.IsComplete)
            .Select(watcher => new Violation(Guarantee.Reliable, $"an informer never saw its last marker: {watcher.Name}"));
        return [.. incomplete, .. HistoryChecker.Check(_recorder.Complete(start, log))];
    }

    /// <summary>Removes what an earlier run on the same servers left.</summary>
    public async Task ClearAsync(CancellationToken cancellation)
    {
        foreach (var name in TrafficPlan.Namespaces)
        {
            var path = $"/api/v1/namespaces/{name}/configmaps?labelSelector={Uri.EscapeDataString(TrafficObject.RunSelector)}";
            (await silos[0].Client.DeleteAsync(path, cancellation)).MustBe(200);
        }
    }

    private WatchingClient Watcher(Scope scope, int index) =>
        new($"informer {index}", new RecordedApi(50 + index, _recorder), _recorder, silos, scope, seed + 1_000 + index);

    private async Task CreateNamespacesAsync(CancellationToken cancellation)
    {
        foreach (var name in TrafficPlan.Namespaces)
        {
            var body = $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{name}}}"}}""";
            var answer = await silos[0].Client.PostAsync("/api/v1/namespaces", body, cancellation);
            Assert.True(answer.Code is 201 or 409, answer.Text); // 409: an earlier run's.
        }
    }

    private async Task WriteMarkersAsync(RecordedApi api, CancellationToken cancellation)
    {
        foreach (var (key, team) in TrafficPlan.Markers)
        {
            await Eventually.HoldsAsync($"marker {key} is written", _settle, async limit =>
            {
                var write = await api.CreateAsync(silos[0].Client, key, team, limit);
                return write.Outcome == Outcome.Done || write.Reason == "AlreadyExists";
            }, cancellation);
        }
    }

    private async Task ListEverywhereAsync(RecordedApi api, CancellationToken cancellation)
    {
        foreach (var silo in silos)
        {
            Assert.NotNull(await api.ListAsync(silo.Client, Scope.All, ReadConsistency.MostRecent, 0, 0, cancellation));
            Assert.NotNull(await api.ListAsync(silo.Client, Scope.All, ReadConsistency.MostRecent, 0, 3, cancellation));
        }
    }

    /// <summary>The log of the first silo is the one to judge by; those of the others are judged by it.</summary>
    private async Task<IReadOnlyList<WatchedEvent>> ReadLogsAsync(long start, CancellationToken cancellation)
    {
        var log = await ReadLogAsync(silos[0], start, cancellation);
        foreach (var silo in silos.Skip(1))
        {
            _recorder.Add(new WatchSession
            {
                Name = $"log of port {silo.Port}",
                Start = _recorder.Now,
                Scope = Scope.All,
                From = start,
                Events = await ReadLogAsync(silo, start, cancellation),
                CompleteThrough = log[^1].Revision,
            });
        }

        return log;
    }

    private async Task<IReadOnlyList<WatchedEvent>> ReadLogAsync(KubeServer silo, long start, CancellationToken cancellation)
    {
        var path = $"{TrafficObject.PathOf(Scope.All)}&watch=true&resourceVersion={start}";
        using var stream = await silo.Client.WatchAsync(path, cancellation);
        var lastMarker = TrafficPlan.LastMarker(Scope.All);
        var frames = await stream.ReadUntilAsync(
            frame => frame.Type == "ERROR" || TrafficObject.Parse(frame.Object)?.Key == lastMarker, cancellation, seconds: 30);
        Assert.True(frames[^1].Type != "ERROR", $"The log can't be read from {start}: {frames[^1]}");
        return
        [
            .. frames.Select(frame => (Frame: frame, Item: TrafficObject.Parse(frame.Object)))
                .Where(pair => pair.Item is not null)
                .Select(pair =>
                    new WatchedEvent(long.MaxValue, pair.Frame.Type, pair.Frame.Revision, pair.Item!.Value.Key, pair.Item.Value.Value)),
        ];
    }
}
