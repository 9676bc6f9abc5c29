using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Tests.Http;

/// <summary>A collection in memory that feeds a cache; commits are seen at once.</summary>
internal sealed class MemoryFeed : ICollectionFeed
{
    private readonly SortedDictionary<string, StoredObject> _objects = new(StringComparer.Ordinal);
    private readonly List<FeedEvent> _events = [];
    private readonly List<CacheEvent> _history = [];
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Revision { get; private set; } = 100;

    /// <summary>Events up to here are forgotten.</summary>
    public long Floor { get; set; }

    public void Put(string key, string members = "\"data\":{\"a\":\"1\"}", string labels = "{}")
    {
        lock (_lock)
        {
            Revision++;
            var slash = key.IndexOf('/');
            var ns = slash < 0 ? "" : $"\"namespace\":\"{key[..slash]}\",";
            var json = $"{{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{{\"name\":\"{key[(slash + 1)..]}\",{ns}"
                + $"\"resourceVersion\":\"{Revision}\",\"labels\":{labels}}},{members}}}";
            Commit(new StoredObject(key, Revision, System.Text.Encoding.UTF8.GetBytes(json)), deleted: false);
        }
    }

    public void Delete(string key)
    {
        lock (_lock)
        {
            Revision++;
            Commit(_objects[key].WithRevision(Revision), deleted: true);
        }
    }

    public ValueTask<FeedContent> LoadAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(new FeedContent(Revision, [.. _objects.Values]));
        }
    }

    public async ValueTask<FeedBatch> PollAsync(long from, TimeSpan wait, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (Revision > from)
                {
                    return new FeedBatch(from, Revision, [.. _events.Where(e => e.Object.Revision > from)]);
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public ValueTask<long> ReadIndexAsync(CancellationToken cancellationToken) => new(Revision);

    public ValueTask<FeedHistory> ReadEventsAsync(long from, long to, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(from < Floor
                ? new FeedHistory([], from, Expired: true, Floor)
                : new FeedHistory([.. _history.Where(e => e.Revision > from && e.Revision <= to)], to));
        }
    }

    public ValueTask<bool> IsReadableAsync(string key, CancellationToken cancellationToken) => ValueTask.FromResult(true);

    public ValueTask<ListPage?> ReadExactAsync(long revision, ListQuery query, CancellationToken cancellationToken) => new((ListPage?)null);

    private void Commit(StoredObject value, bool deleted)
    {
        _events.Add(new FeedEvent(value, deleted));
        _history.Add(new CacheEvent(value, deleted, _objects.GetValueOrDefault(value.Key)));
        if (deleted)
        {
            _objects.Remove(value.Key);
        }
        else
        {
            _objects[value.Key] = value;
        }

        var changed = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.TrySetResult();
    }
}
