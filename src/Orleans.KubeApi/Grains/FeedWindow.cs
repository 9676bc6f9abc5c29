namespace Orleans.KubeApi.Grains;

/// <summary>
/// The collection's recent events for the silo caches, bounded by count and bytes; who is further behind reads the store.
/// </summary>
internal sealed class FeedWindow(long start)
{
    private const int EventsMax = 10_000;
    private const long BytesMax = 16L << 20;
    private const long MessageBytes = 900L << 10; // a message stays below 1 MiB unless one object alone is larger
    private readonly Queue<FeedEventMessage> _events = new();
    private FeedEventMessage[]? _copy;
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
            _events.Enqueue(item);
            _bytes += item.Body.Length;
        }

        while (_events.Count > EventsMax || (_bytes > BytesMax && _events.Count > 1))
        {
            var old = _events.Dequeue();
            _bytes -= old.Body.Length;
            Start = old.Revision;
        }

        _copy = null;
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

        var all = _copy ??= [.. _events];
        var first = FirstAfter(all, from);
        long bytes = 0;
        var last = first;
        while (last < all.Length && (last == first || bytes + all[last].Body.Length <= MessageBytes))
        {
            bytes += all[last].Body.Length;
            last++;
        }

        return new PollReply { From = from, To = last == all.Length ? Head : all[last - 1].Revision, Events = all[first..last] };
    }

    private static int FirstAfter(FeedEventMessage[] all, long from)
    {
        int low = 0, high = all.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = all[middle].Revision <= from ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
