namespace Orleans.KubeApi.Cache;

/// <summary>Snapshots whose pages were served, so that the following pages need no store. Bounded by number and age; sharing makes them cheap.</summary>
internal sealed class SnapshotKeeper(CacheLimits limits, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<(CollectionSnapshot Snapshot, long At)> _kept = new();

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
            return _kept.FirstOrDefault(k => k.Snapshot.Revision == revision && time.GetElapsedTime(k.At) <= limits.WindowAge).Snapshot;
        }
    }
}
