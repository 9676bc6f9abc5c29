namespace Orleans.KubeApi.Cache;

/// <summary>
/// The live watchers of a collection. Watches of one named object are found by name, so that thousands of them cost an event nothing unless
/// it is theirs. Not thread-safe: the cache locks.
/// </summary>
internal sealed class WatcherTable
{
    private readonly HashSet<WatchSubscription> _broad = [];
    private readonly Dictionary<string, HashSet<WatchSubscription>> _byName = new(StringComparer.Ordinal);
    private readonly List<WatchSubscription> _full = [];

    /// <summary>Adds a watcher.</summary>
    public void Add(WatchSubscription watcher)
    {
        if (watcher.Query.Name.Length == 0)
        {
            _broad.Add(watcher);
            return;
        }

        if (!_byName.TryGetValue(watcher.Query.Name, out var named))
        {
            _byName[watcher.Query.Name] = named = [];
        }

        named.Add(watcher);
    }

    /// <summary>How many there are.</summary>
    public int Count => _broad.Count + _byName.Values.Sum(named => named.Count);

    /// <summary>Removes a watcher, if it is here.</summary>
    public void Remove(WatchSubscription watcher)
    {
        _broad.Remove(watcher);
        if (_byName.TryGetValue(watcher.Query.Name, out var named) && named.Remove(watcher) && named.Count == 0)
        {
            _byName.Remove(watcher.Query.Name);
        }
    }

    /// <summary>
    /// Gives an event to all it concerns; a watcher whose channel is full is closed and removed, nobody waits. Returns how many were asked.
    /// </summary>
    public int Deliver(CacheEvent item)
    {
        var offered = _broad.Count;
        OfferTo(_broad, item);
        if (_byName.Count > 0 && _byName.TryGetValue(item.Object.Name, out var named))
        {
            offered += named.Count;
            OfferTo(named, item);
        }

        foreach (var watcher in _full)
        {
            watcher.Close();
            Remove(watcher);
        }

        _full.Clear();
        return offered;
    }

    /// <summary>Empties the table.</summary>
    public List<WatchSubscription> TakeAll()
    {
        List<WatchSubscription> all = [.. _broad, .. _byName.Values.SelectMany(n => n)];
        _broad.Clear();
        _byName.Clear();
        return all;
    }

    private void OfferTo(HashSet<WatchSubscription> watchers, CacheEvent item)
    {
        foreach (var watcher in watchers)
        {
            if (item.Revision > watcher.LiveFrom && !watcher.Offer(item))
            {
                _full.Add(watcher);
            }
        }
    }
}
