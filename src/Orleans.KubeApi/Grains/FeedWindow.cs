namespace Orleans.KubeApi.Grains;

/// <summary>
/// The collection's recent events for the silo caches, bounded by count and bytes; who is further behind reads the store.
/// </summary>
internal sealed class FeedWindow(long start)
{
    private const int EventsMax = 10_000;
    private const long BytesMax = 16L << 20;
    private const long MessageBytes = 900L << 10; // a message stays below 1 MiB unless one object alone is larger
    private FeedEventMessage[] _ring = new FeedEventMessage[64];
    private int _first;
    private int _count;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytes;

    /// <summary>Events after this revision are here.</summary>
    public long Start { get; private set; } = start;

    /// <summary>The last committed revision.</summary>
    public long Head { get; private set; } = start;

    /// <summary>Ends when the head moves.</summary>
    public Task Changed => _changed.Task;

    /// <summary>Appends the events of a committed batch and wakes the pollers.</summary>
    public void Add(IEnumerable<FeedEventMessage> events, long head)
    {
        foreach (var item in events)
        {
            if (_count == _ring.Length)
            {
                Grow();
            }

            _ring[(_first + _count++) & (_ring.Length - 1)] = item;
            _bytes += item.Body.Length;
        }

        while (_count > EventsMax || (_bytes > BytesMax && _count > 1))
        {
            var old = _ring[_first];
            _ring[_first] = null!;
            _first = (_first + 1) & (_ring.Length - 1);
            _count--;
            _bytes -= old.Body.Length;
            Start = old.Revision;
        }

        Head = head;
        var changed = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.TrySetResult();
    }

    /// <summary>What a cache at that position needs next.</summary>
    public PollReply After(long from)
    {
        if (from < Start || from > Head)
        {
            return new PollReply { From = from, To = Head, Gap = true };
        }

        var first = FirstAfter(from);
        long bytes = 0;
        var last = first;
        while (last < _count && (last == first || bytes + At(last).Body.Length <= MessageBytes))
        {
            bytes += At(last).Body.Length;
            last++;
        }

        var events = new FeedEventMessage[last - first];
        for (var i = 0; i < events.Length; i++)
        {
            events[i] = At(first + i);
        }

        return new PollReply { From = from, To = last == _count ? Head : events[^1].Revision, Events = events };
    }

    private FeedEventMessage At(int position) => _ring[(_first + position) & (_ring.Length - 1)];

    private int FirstAfter(long from)
    {
        int low = 0, high = _count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = At(middle).Revision <= from ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private void Grow()
    {
        var larger = new FeedEventMessage[_ring.Length * 2];
        for (var i = 0; i < _count; i++)
        {
            larger[i] = At(i);
        }

        _ring = larger;
        _first = 0;
    }
}
