namespace Orleans.KubeApi.Cache;

/// <summary>
/// Decides when events go to the watchers. A watcher's wake-up and flush cost several times what one more event in the same flush costs, so
/// when many watchers are concerned and events come fast, events are held for a few milliseconds and go out together; few watchers, or an
/// event after a quiet time, never wait. Reads never wait: they see the snapshot. Not thread-safe: the cache locks.
/// </summary>
internal sealed class DeliveryPace
{
    /// <summary>The longest an event is held.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(10);

    // What one offer is reckoned to cost the rest of the silo; below a millisecond in total nothing is held.
    private const double MicrosecondsPerOffer = 5;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private List<CacheEvent> _waiting = [];
    private long _last;
    private TimeSpan _pause;
    private bool _armed;

    /// <summary>Creates a pace that calls back when held events are due.</summary>
    public DeliveryPace(TimeProvider time, Action due)
    {
        _time = time;
        _last = time.GetTimestamp();
        _timer = time.CreateTimer(_ => due(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether the waiting events may go out now; if not, the callback is on its way.</summary>
    public bool IsDue
    {
        get
        {
            var rest = _pause - _time.GetElapsedTime(_last);
            if (rest <= TimeSpan.Zero)
            {
                return true;
            }

            if (!_armed)
            {
                _armed = true;
                _timer.Change(rest, Timeout.InfiniteTimeSpan);
            }

            return false;
        }
    }

    /// <summary>Adds events to those that wait.</summary>
    public void Add(IReadOnlyCollection<CacheEvent> events) => _waiting.AddRange(events);

    /// <summary>Takes what waits, in order.</summary>
    public List<CacheEvent> Take()
    {
        var taken = _waiting;
        _waiting = [];
        _armed = false;
        return taken;
    }

    /// <summary>Drops what waits: the watchers it was for are gone.</summary>
    public void Forget() => _waiting.Clear();

    /// <summary>Tells how many offers the last delivery made; the next one keeps its distance accordingly.</summary>
    public void Delivered(int offers)
    {
        var pause = TimeSpan.FromMicroseconds(offers * MicrosecondsPerOffer);
        _pause = pause < Shortest ? TimeSpan.Zero : pause < Longest ? pause : Longest;
        _last = _time.GetTimestamp();
    }
}
