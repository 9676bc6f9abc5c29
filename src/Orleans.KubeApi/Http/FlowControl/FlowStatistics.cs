namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>
/// The counters of one flow schema in one level, under the original's names (<c>apiserver_flowcontrol_…</c>). They live as long as the
/// schema does. Guarded by the level's lock; readers take a <see cref="Copy"/>.
/// </summary>
internal sealed class FlowStatistics
{
    private static readonly double[] Seconds = [0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30];
    private static readonly double[] Lengths = [0, 10, 25, 50, 100, 250, 500, 1000];
    private static readonly double[] SeatBounds = [1, 2, 4, 8, 16, 32, 64, 100];
    private static readonly double[] WatchBounds = [0, 1, 10, 100, 1000, 10000];

    /// <summary>dispatched_requests_total.</summary>
    public long Dispatched { get; set; }

    /// <summary>rejected_requests_total by reason: queue-full, concurrency-limit, time-out.</summary>
    public long QueueFull { get; set; }

    public long ConcurrencyLimit { get; set; }

    public long TimedOut { get; set; }

    /// <summary>request_dispatch_no_accommodation_total.</summary>
    public long NotAccommodated { get; set; }

    /// <summary>current_inqueue_requests, current_inqueue_seats.</summary>
    public int Waiting { get; set; }

    public int WaitingSeats { get; set; }

    /// <summary>current_executing_requests, current_executing_seats.</summary>
    public int Executing { get; set; }

    public int ExecutingSeats { get; set; }

    /// <summary>request_wait_duration_seconds of requests that were served, and of those that were not.</summary>
    public FlowHistogram WaitServed { get; private init; } = new(Seconds);

    public FlowHistogram WaitRefused { get; private init; } = new(Seconds);

    /// <summary>request_execution_seconds.</summary>
    public FlowHistogram Execution { get; private init; } = new(Seconds);

    /// <summary>request_queue_length_after_enqueue.</summary>
    public FlowHistogram QueueLength { get; private init; } = new(Lengths);

    /// <summary>work_estimated_seats.</summary>
    public FlowHistogram Seats { get; private init; } = new(SeatBounds);

    /// <summary>watch_count_samples: how many watches a write concerned.</summary>
    public FlowHistogram Watches { get; private init; } = new(WatchBounds);

    /// <summary>The figures of this moment.</summary>
    public FlowStatistics Copy() => new()
    {
        Dispatched = Dispatched,
        QueueFull = QueueFull,
        ConcurrencyLimit = ConcurrencyLimit,
        TimedOut = TimedOut,
        NotAccommodated = NotAccommodated,
        Waiting = Waiting,
        WaitingSeats = WaitingSeats,
        Executing = Executing,
        ExecutingSeats = ExecutingSeats,
        WaitServed = WaitServed.Copy(),
        WaitRefused = WaitRefused.Copy(),
        Execution = Execution.Copy(),
        QueueLength = QueueLength.Copy(),
        Seats = Seats.Copy(),
        Watches = Watches.Copy(),
    };
}
