namespace Orleans.KubeApi.Cache;

/// <summary>
/// The recent events of a collection in order, bounded by count, bytes and age. Not thread-safe: the owner locks.
/// Covers (<see cref="Start"/>, newest]: a position before Start must be served from the store. A ring, so that finding a position costs a
/// binary search and no copy.
/// </summary>
internal sealed class EventWindow(long start, CacheLimits limits, TimeProvider time)
{
    private (CacheEvent Event, long At)[] _ring = new (CacheEvent, long)[64];
    private int _first;
    private long _bytes;

    /// <summary>Events after this revision are here, all of them.</summary>
    public long Start { get; private set; } = start;

    /// <summary>The number of events held.</summary>
    public int Count { get; private set; }

    /// <summary>Appends an event and drops what exceeds the limits.</summary>
    public void Add(CacheEvent item)
    {
        if (Count == _ring.Length)
        {
            Grow();
        }

        _ring[(_first + Count) & (_ring.Length - 1)] = (item, time.GetTimestamp());
        Count++;
        _bytes += item.Size;
        while (Count > 1 && IsOver())
        {
            var old = At(0);
            _bytes -= old.Size;
            Start = old.Revision;
            _ring[_first] = default;
            _first = (_first + 1) & (_ring.Length - 1);
            Count--;
        }
    }

    /// <summary>Up to <paramref name="limit"/> events after a revision that is not before <see cref="Start"/>.</summary>
    public List<CacheEvent> After(long revision, int limit)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (At(middle).Revision <= revision)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        var found = new List<CacheEvent>(Math.Min(limit, Count - low));
        for (var i = low; i < Count && found.Count < limit; i++)
        {
            found.Add(At(i));
        }

        return found;
    }

    private CacheEvent At(int position) => _ring[(_first + position) & (_ring.Length - 1)].Event;

    private bool IsOver() =>
        Count > limits.WindowEvents || _bytes > limits.WindowBytes || time.GetElapsedTime(_ring[_first].At) > limits.WindowAge;

    private void Grow()
    {
        var larger = new (CacheEvent, long)[_ring.Length * 2];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = _ring[(_first + i) & (_ring.Length - 1)];
        }

        _ring = larger;
        _first = 0;
    }
}
