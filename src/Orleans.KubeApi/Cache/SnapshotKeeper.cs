namespace Orleans.KubeApi.Cache;

/// <summary>
/// The latest snapshots, and those whose pages were served, so that lists of their revisions need no store. Bounded by number and age;
/// sharing makes them cheap.
/// </summary>
internal sealed class SnapshotKeeper(CacheLimits limits, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Queue<(CollectionSnapshot Snapshot, long At)> _recent = new();
    private readonly LinkedList<(CollectionSnapshot Snapshot, long At)> _kept = new();

    /// <summary>Keeps the newest snapshot among the latest.</summary>
    public void Recent(CollectionSnapshot snapshot)
    {
        lock (_lock)
        {
            _recent.Enqueue((snapshot, time.GetTimestamp()));
            while (_recent.Count > limits.RecentSnapshots || time.GetElapsedTime(_recent.Peek().At) > limits.WindowAge)
            {
                _recent.Dequeue();
            }
        }
    }

    /// <summary>Keeps one more; the oldest goes when there are too many.</summary>
    public void Keep(CollectionSnapshot snapshot)
    {
        lock (_lock)
        {
            if (_kept.Last?.Value.Snapshot == snapshot)
            {
                return;
            }

            _kept.AddLast((snapshot, time.GetTimestamp()));
            while (_kept.Count > limits.KeptSnapshots || time.GetElapsedTime(_kept.First!.Value.At) > limits.WindowAge)
            {
                _kept.RemoveFirst();
            }
        }
    }

    /// <summary>The snapshot of exactly that revision, or null.</summary>
    public CollectionSnapshot? Find(long revision)
    {
        lock (_lock)
        {
            return _kept.Concat(_recent).FirstOrDefault(k =>
                k.Snapshot.Revision == revision && time.GetElapsedTime(k.At) <= limits.WindowAge).Snapshot;
        }
    }
}
