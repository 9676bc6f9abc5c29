using System.Text;
using System.Threading.Channels;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Tests.Cache;

/// <summary>
/// A feed that a test drives: what is committed, what the owner still has, what the store still has. A commit is seen whole or not at all.
/// </summary>
internal sealed class FakeFeed : ICollectionFeed
{
    private readonly Lock _lock = new();
    private readonly List<FeedEvent> _history = [];
    private readonly Channel<bool> _changes = Channel.CreateUnbounded<bool>();

    public long Head { get; private set; } = 1;

    /// <summary>The owner's window begins here; older positions are a gap.</summary>
    public long WindowStart { get; set; } = 1;

    /// <summary>The store's floor.</summary>
    public long Floor { get; set; } = 1;

    public int ReadIndexCalls { get; private set; }

    /// <summary>ReadIndex fails.</summary>
    public bool OwnerGone { get; set; }

    /// <summary>When set, ReadIndex waits for it.</summary>
    public TaskCompletionSource? HoldReadIndex { get; set; }

    public static StoredObject Object(string key, long revision, string label = "x")
    {
        var name = key[(key.IndexOf('/') + 1)..];
        var json = $$$"""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"{{{name}}}","resourceVersion":"{{{revision}}}","labels":{"l":"{{{label}}}"}},"data":{"a":"{{{revision}}}"}}""";
        return new StoredObject(key, revision, Encoding.UTF8.GetBytes(json));
    }

    public void Commit(string key, string label = "x", bool deleted = false)
    {
        lock (_lock)
        {
            _history.Add(new FeedEvent(Object(key, Head + 1, label), deleted));
            Head++;
        }

        _changes.Writer.TryWrite(true);
    }

    /// <summary>Objects that can't be read, with the reason.</summary>
    public Dictionary<string, string> Unreadable { get; } = new(StringComparer.Ordinal);

    public ValueTask<FeedContent> LoadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(new FeedContent(
        Head, [.. State(Head).Where(o => !Unreadable.ContainsKey(o.Key))],
        Unreadable.Count == 0 ? null : new Dictionary<string, string>(Unreadable)));

    public ValueTask<bool> IsReadableAsync(string key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(!Unreadable.ContainsKey(key));

    public async ValueTask<FeedBatch> PollAsync(long from, TimeSpan wait, CancellationToken cancellationToken)
    {
        while (from == Head)
        {
            await _changes.Reader.ReadAsync(cancellationToken);
        }

        var events = After(from);
        return from < WindowStart ? new FeedBatch(from, Head, [], Gap: true) : new FeedBatch(from, events[^1].Object.Revision, events);
    }

    public async ValueTask<long> ReadIndexAsync(CancellationToken cancellationToken)
    {
        ReadIndexCalls++;
        if (OwnerGone)
        {
            throw new InvalidOperationException("no owner");
        }

        if (HoldReadIndex is { } hold)
        {
            await hold.Task;
        }

        return Head;
    }

    public ValueTask<FeedHistory> ReadEventsAsync(long from, long to, int limit, CancellationToken cancellationToken)
    {
        if (from < Floor)
        {
            return ValueTask.FromResult(new FeedHistory([], from, Expired: true, Floor));
        }

        var events = After(from).Take(limit).Select(e => new CacheEvent(
            e.Object, e.Deleted, State(e.Object.Revision - 1).FirstOrDefault(o => o.Key == e.Object.Key))).ToList();
        return ValueTask.FromResult(new FeedHistory(events, events.Count == limit ? events[^1].Revision : to, Floor: Floor));
    }

    public ValueTask<ListPage?> ReadExactAsync(long revision, ListQuery query, CancellationToken cancellationToken) =>
        ValueTask.FromResult(revision < Floor ? null : new ListPage(revision, State(revision), null, null));

    private IReadOnlyList<FeedEvent> After(long revision)
    {
        lock (_lock)
        {
            return [.. _history.Where(e => e.Object.Revision > revision)];
        }
    }

    private List<StoredObject> State(long revision)
    {
        var state = new SortedDictionary<string, StoredObject>(StringComparer.Ordinal);
        foreach (var item in After(0).Where(e => e.Object.Revision <= revision))
        {
            state.Remove(item.Object.Key);
            if (!item.Deleted)
            {
                state[item.Object.Key] = item.Object;
            }
        }

        return [.. state.Values];
    }
}
