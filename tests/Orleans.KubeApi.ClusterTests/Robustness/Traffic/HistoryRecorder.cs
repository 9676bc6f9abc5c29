using System.Collections.Concurrent;
using Orleans.KubeApi.ClusterTests.Robustness.Model;

namespace Orleans.KubeApi.ClusterTests.Robustness.Traffic;

/// <summary>Collects what all clients of a run see, on one monotonic clock.</summary>
internal sealed class HistoryRecorder(TimeProvider time)
{
    private readonly ConcurrentQueue<WriteOperation> _writes = new();
    private readonly ConcurrentQueue<GetOperation> _gets = new();
    private readonly ConcurrentQueue<ListOperation> _lists = new();
    private readonly ConcurrentQueue<WatchSession> _watches = new();
    private readonly ConcurrentDictionary<string, int> _failures = new(StringComparer.Ordinal);
    private int _tags;

    public long Now => time.GetTimestamp();

    public int DoneWrites => _writes.Count(write => write.Outcome == Outcome.Done);

    public string NextTag(int client) => $"c{client}-{Interlocked.Increment(ref _tags)}";

    public void Add(WriteOperation write) => _writes.Enqueue(write);

    public void Add(GetOperation get) => _gets.Enqueue(get);

    public void Add(ListOperation list) => _lists.Enqueue(list);

    public void Add(WatchSession session) => _watches.Enqueue(session);

    /// <summary>Counts a call that told nothing about the state; such calls aren't part of a history.</summary>
    public void AddFailure(string what) => _failures.AddOrUpdate(what, 1, (_, count) => count + 1);

    public History Complete(long startRevision, IReadOnlyList<WatchedEvent> log) =>
        new(startRevision, log, [.. _writes], [.. _gets], [.. _lists], [.. _watches]);

    public override string ToString() =>
        $"{_writes.Count} writes ({DoneWrites} done, {_writes.Count(write => write.Outcome == Outcome.Unknown)} unknown), "
        + $"{_gets.Count} gets, {_lists.Count} lists, "
        + $"{_watches.Count} watch sessions with {_watches.Sum(watch => watch.Events.Count)} events; "
        + $"failed: {string.Join(", ", _failures.Select(failure => $"{failure.Key} × {failure.Value}"))}";
}
