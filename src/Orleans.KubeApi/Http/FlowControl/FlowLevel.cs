namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>
/// A priority level at work: its seats, and its queues, which share them fairly (KEP-1040, "fair queuing for server requests").
/// <para>
/// Progress is virtual time: the seat-seconds that every active queue has been given since the start. A queue's next request starts, in the
/// virtual world, when progress reaches the queue's <see cref="FlowQueue.NextDispatch"/>; the queue whose oldest request would end first is
/// served first. A request is charged with an estimate when it starts, and with the truth when it ends. So a queue gets its share however
/// many requests the others hold, and however wide or slow these are.
/// </para>
/// <para>
/// One lock guards all of it; it is held for a fraction of a microsecond, unless requests wait, when each dispatch looks at every queue.
/// </para>
/// </summary>
internal sealed class FlowLevel
{
    /// <summary>What a request is charged with until its end is known.</summary>
    private const double EstimatedSeconds = 0.003;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly double _secondsPerTick;
    private readonly FlowQueues _queues = new();
    private readonly RequestChain _unqueued = new();
    private readonly PriorityQueue<FlowRequest, long> _lingering = new();
    private LevelSettings _settings;
    private ITimer? _timer;
    private int _limit;
    private int _seats;
    private int _waiting;
    private int _waitingSeats;
    private int _active;
    private double _progress;
    private long _lastTime;

    public FlowLevel(LevelSettings settings, TimeProvider time)
    {
        _time = time;
        _secondsPerTick = 1.0 / time.TimestampFrequency;
        _lastTime = time.GetTimestamp();
        _settings = settings;
        Shares = new LevelShares();
        Configure(settings);
    }

    /// <summary>How an attempt to enter ended.</summary>
    internal enum Entry
    {
        Served,
        Waiting,
        Rejected,
    }

    /// <summary>The object behind it.</summary>
    public LevelSettings Settings => Volatile.Read(ref _settings);

    /// <summary>Its part of the server's seats; belongs to <see cref="SeatAllocation"/>.</summary>
    public LevelShares Shares { get; }

    /// <summary>Its object is gone; it stays until its last request has left.</summary>
    public bool IsQuiescing { get; set; }

    /// <summary>Sets what its object says.</summary>
    public void Configure(LevelSettings settings)
    {
        lock (_lock)
        {
            Sync();
            Volatile.Write(ref _settings, settings);
            _queues.SetWanted(settings.Queues);
            DispatchAll();
        }
    }

    /// <summary>Sets its seats of the next period.</summary>
    public void SetLimit(int seats)
    {
        lock (_lock)
        {
            Sync();
            _limit = seats;
            DispatchAll();
        }
    }

    /// <summary>Ends a period of the demand's statistics and gives them.</summary>
    public SeatDemand EndPeriod()
    {
        lock (_lock)
        {
            Sync();
            Demand.EndPeriod();
            return Demand;
        }
    }

    /// <summary>
    /// A request comes. Served: it has its seats, and <see cref="Leave"/> must follow. Waiting: its <see cref="FlowRequest.Dispatched"/>
    /// completes when it has them; whoever doesn't want to wait longer calls <see cref="GiveUp"/>.
    /// </summary>
    /// <param name="request">A new request.</param>
    /// <param name="hash">The hash of its flow.</param>
    /// <param name="watches">Watches that it concerns; −1: it is no write.</param>
    public Entry Enter(FlowRequest request, ulong hash, int watches)
    {
        lock (_lock)
        {
            Sync();
            var counters = request.Schema.Statistics;
            counters.Seats.Observe(request.Work.Seats);
            if (watches >= 0)
            {
                counters.Watches.Observe(watches);
            }

            request.Arrived = _lastTime;
            request.TotalWork = (request.Work.InitialSeats * EstimatedSeconds) + (request.Work.FinalSeats * request.Work.FinalSeconds);
            request.ArrivalProgress = _progress;
            return _settings.Queues == 0 ? EnterUnqueued(request) : EnterQueue(request, _queues.Choose(hash, _settings.HandSize));
        }
    }

    /// <summary>The request has been served. May be called again: a watch leaves when it has begun, and at its end.</summary>
    public void Leave(FlowRequest request)
    {
        lock (_lock)
        {
            if (request.State != FlowRequest.Phase.Executing)
            {
                return;
            }

            Sync();
            Finish(request);
            DispatchAll();
        }
    }

    /// <summary>Takes a waiting request out of its queue; false if it has been dispatched meanwhile.</summary>
    public bool GiveUp(FlowRequest request)
    {
        lock (_lock)
        {
            Sync(); // may dispatch this very request
            if (request.State != FlowRequest.Phase.Waiting)
            {
                return false;
            }

            request.State = FlowRequest.Phase.Over;
            TakeOut(request);
            request.Queue!.Bound();
            request.Schema.Statistics.TimedOut++;
            request.Schema.Statistics.WaitRefused.Observe(Seconds(_lastTime - request.Arrived));
            Rejected++;
            Cancelled++;
            _queues.RemoveIfSurplus(request.Queue);
            return true;
        }
    }

    /// <summary>Everything about it at this moment.</summary>
    public LevelView View()
    {
        lock (_lock)
        {
            Sync();
            return new LevelView
            {
                Settings = _settings,
                IsQuiescing = IsQuiescing,
                Limit = _limit,
                Seats = _seats,
                Waiting = _waiting,
                Executing = Executing,
                Dispatched = Dispatched,
                Rejected = Rejected,
                Cancelled = Cancelled,
                Progress = _progress,
                Queues = _queues.All.ConvertAll(q => new QueueView(
                    q.SeatsInUse, q.NextDispatch, q.WaitingInitialSeats, q.WaitingSeats, q.WaitingWork,
                    q.Waiting.ToList(), q.Executing.ToList())),
                Unqueued = _unqueued.ToList(),
            };
        }
    }

    /// <summary>A copy of the counters of one of its schemas.</summary>
    public FlowStatistics Statistics(CompiledSchema schema)
    {
        lock (_lock)
        {
            return schema.Statistics.Copy();
        }
    }

    /// <summary>Nobody is served and nobody waits.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return _waiting == 0 && Executing == 0;
            }
        }
    }

    /// <summary>What it could use; <see cref="EndPeriod"/> makes the figures.</summary>
    public SeatDemand Demand { get; } = new();

    /// <summary>Its virtual time, in seat-seconds.</summary>
    public double Progress => Volatile.Read(ref _progress);

    private int Executing { get; set; }

    private long Dispatched { get; set; }

    private long Rejected { get; set; }

    private long Cancelled { get; set; }

    private double Seconds(long ticks) => ticks * _secondsPerTick;

    private Entry EnterUnqueued(FlowRequest request)
    {
        if (!Accommodates(request.Work.Seats))
        {
            request.State = FlowRequest.Phase.Over;
            request.Schema.Statistics.ConcurrencyLimit++;
            request.Schema.Statistics.WaitRefused.Observe(0);
            Rejected++;
            return Entry.Rejected;
        }

        _unqueued.Add(request);
        Start(request);
        return Entry.Served;
    }

    private Entry EnterQueue(FlowRequest request, FlowQueue queue)
    {
        var counters = request.Schema.Statistics;
        request.Queue = queue;
        if (_seats >= _limit && queue.Waiting.Count >= _settings.QueueLength)
        {
            request.State = FlowRequest.Phase.Over;
            counters.QueueFull++;
            counters.WaitRefused.Observe(0);
            Rejected++;
            queue.Bound();
            return Entry.Rejected;
        }

        if (!queue.IsActive)
        {
            queue.NextDispatch = _progress;
            _active++;
        }

        counters.QueueLength.Observe(queue.Waiting.Count + 1);
        if (_waiting == 0 && _seats < _limit && Accommodates(request.Work.Seats))
        {
            // Nobody else waits, so nobody has to be chosen. This is the way of a server that isn't overloaded.
            _queues.Dispatched(queue);
            StartFrom(queue, request);
            return Entry.Served;
        }

        request.State = FlowRequest.Phase.Waiting;
        request.Dispatched = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        queue.Enqueue(request);
        _waiting++;
        _waitingSeats += request.Work.Seats;
        counters.Waiting++;
        counters.WaitingSeats += request.Work.Seats;
        queue.Bound();
        DispatchAll();
        return Entry.Waiting;
    }

    // Brings progress, and the seats whose time is over, up to now. Comes before every change.
    private void Sync()
    {
        var now = _time.GetTimestamp();
        while (_lingering.TryPeek(out var request, out var due) && due <= now)
        {
            _lingering.Dequeue();
            Advance(due);
            FreeSeats(request);
            DispatchAll();
        }

        Advance(now);
    }

    private void Advance(long now)
    {
        if (now <= _lastTime)
        {
            return;
        }

        var seconds = Seconds(now - _lastTime);
        _lastTime = now;
        Demand.Advance(seconds);
        if (_active > 0)
        {
            _progress += Math.Min(_seats + _waitingSeats, _limit) * seconds / _active;
        }
    }

    private bool Accommodates(int seats) =>
        _settings.IsExempt || _seats + seats <= _limit || (seats > _limit && Executing == 0);

    private void DispatchAll()
    {
        while (_waiting > 0 && _seats < _limit && DispatchOne())
        {
        }

        Demand.Set(_seats + _waitingSeats);
        if (_waiting > 0 && _lingering.TryPeek(out _, out var due))
        {
            // While nobody waits nobody needs the seats, and the next request to come finds them free: no timer then.
            var never = Timeout.InfiniteTimeSpan;
            _timer ??= _time.CreateTimer(static level => ((FlowLevel)level!).Lapse(), this, never, never);
            _timer.Change(TimeSpan.FromSeconds(Math.Max(0, Seconds(due - _lastTime))) + TimeSpan.FromMilliseconds(1), never);
        }
    }

    private void Lapse()
    {
        lock (_lock)
        {
            Sync();
            DispatchAll();
        }
    }

    private bool DispatchOne()
    {
        var best = _queues.Next();
        var request = best.Waiting.First!;
        if (!Accommodates(request.Work.Seats))
        {
            request.Schema.Statistics.NotAccommodated++;
            return false;
        }

        TakeOut(request, keepsActive: true);
        _queues.Dispatched(best);
        StartFrom(best, request);
        best.Bound();
        request.Dispatched!.SetResult();
        return true;
    }

    private void TakeOut(FlowRequest request, bool keepsActive = false)
    {
        var queue = request.Queue!;
        queue.Dequeue(request);
        _waiting--;
        _waitingSeats -= request.Work.Seats;
        request.Schema.Statistics.Waiting--;
        request.Schema.Statistics.WaitingSeats -= request.Work.Seats;
        if (!keepsActive && !queue.IsActive)
        {
            _active--;
        }

        Demand.Set(_seats + _waitingSeats);
    }

    private void StartFrom(FlowQueue queue, FlowRequest request)
    {
        var work = request.Work;
        if (work.FinalSeats > _limit)
        {
            // The same work, narrower and longer.
            request.Work = work with { FinalSeats = _limit, FinalSeconds = work.FinalSeats * work.FinalSeconds / _limit };
        }

        queue.Executing.Add(request);
        queue.SeatsInUse += request.Work.Seats;
        queue.NextDispatch += request.TotalWork;
        Start(request);
    }

    private void Start(FlowRequest request)
    {
        var counters = request.Schema.Statistics;
        request.State = FlowRequest.Phase.Executing;
        request.Started = _lastTime;
        Executing++;
        _seats += request.Work.Seats;
        Dispatched++;
        counters.Dispatched++;
        counters.Executing++;
        counters.ExecutingSeats += request.Work.Seats;
        if (!_settings.IsExempt)
        {
            counters.WaitServed.Observe(Seconds(_lastTime - request.Arrived));
        }

        Demand.Set(_seats + _waitingSeats);
    }

    private void Finish(FlowRequest request)
    {
        var taken = Seconds(_lastTime - request.Started);
        request.Schema.Statistics.Executing--;
        request.Schema.Statistics.Execution.Observe(taken);
        Executing--;
        if (request.Queue is { } queue)
        {
            queue.Executing.Remove(request);
            queue.NextDispatch += request.Work.InitialSeats * (taken - EstimatedSeconds);
            queue.Bound();
            if (!queue.IsActive)
            {
                _active--;
            }
        }
        else
        {
            _unqueued.Remove(request);
        }

        if (request.Work.FinalSeconds > 0)
        {
            request.State = FlowRequest.Phase.Lingering;
            _lingering.Enqueue(request, _lastTime + (long)(request.Work.FinalSeconds / _secondsPerTick));
        }
        else
        {
            FreeSeats(request);
        }
    }

    private void FreeSeats(FlowRequest request)
    {
        request.State = FlowRequest.Phase.Over;
        _seats -= request.Work.Seats;
        request.Schema.Statistics.ExecutingSeats -= request.Work.Seats;
        if (request.Queue is { } queue)
        {
            queue.SeatsInUse -= request.Work.Seats;
            _queues.RemoveIfSurplus(queue);
        }
    }
}
