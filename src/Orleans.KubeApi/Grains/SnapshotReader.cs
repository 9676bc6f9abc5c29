using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Grains;

/// <summary>
/// Reads other objects from this silo's caches for an operation. What is asked for and not there is noted: its collection is then loaded or
/// refreshed by <see cref="RefreshAsync"/>, and the operation runs once more. So an object that was just created on another silo is seen,
/// and an operation never waits.
/// </summary>
internal sealed class SnapshotReader(ICollectionCaches caches) : IObjectReader
{
    private readonly Dictionary<GroupResource, CollectionSnapshot> _snapshots = [];
    private readonly HashSet<GroupResource> _fresh = [];
    private readonly HashSet<GroupResource> _missed = [];

    /// <summary>Something was asked for that may exist but was not seen.</summary>
    public bool HasMissed => _missed.Count > 0;

    /// <inheritdoc/>
    public StoredObject? Find(GroupResource collection, string ns, string name)
    {
        var found = Snapshot(collection)?.Find(StoredObject.KeyOf(ns, name));
        if (found is null && !_fresh.Contains(collection))
        {
            _missed.Add(collection);
        }

        return found;
    }

    /// <inheritdoc/>
    public IReadOnlyList<StoredObject> List(GroupResource collection, string ns) =>
        Snapshot(collection)?.List(new ListQuery(ns)).Items ?? [];

    /// <summary>Brings what was missed up to date.</summary>
    /// <exception cref="StatusException">503 or 429 if a collection can't be read.</exception>
    public async Task RefreshAsync()
    {
        foreach (var collection in _missed)
        {
            var cache = await caches.GetAsync(collection, CancellationToken.None);
            _snapshots[collection] = await cache.FreshAsync(CancellationToken.None);
            _fresh.Add(collection);
        }

        _missed.Clear();
    }

    /// <summary>Forgets what it read, so that the next attempt sees newer versions.</summary>
    public void Renew()
    {
        _snapshots.Clear();
        _fresh.Clear();
    }

    private CollectionSnapshot? Snapshot(GroupResource collection)
    {
        if (_snapshots.TryGetValue(collection, out var known))
        {
            return known;
        }

        // Loaded already: then the task is complete and nothing waits.
        var loading = caches.GetAsync(collection, CancellationToken.None);
        if (loading.IsCompletedSuccessfully)
        {
            return _snapshots[collection] = loading.Result.Latest;
        }

        _ = loading.AsTask().ContinueWith(static t => t.Exception, TaskScheduler.Default);
        _missed.Add(collection);
        return null;
    }
}
