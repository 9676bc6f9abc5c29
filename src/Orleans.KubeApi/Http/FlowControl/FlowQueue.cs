namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>One queue of a level. Guarded by the level's lock.</summary>
internal sealed class FlowQueue(int index)
{
    /// <summary>Its place among the level's queues.</summary>
    public int Index { get; set; } = index;

    /// <summary>In order of arrival.</summary>
    public RequestChain Waiting { get; } = new();

    /// <summary>Those whose answers are being made.</summary>
    public RequestChain Executing { get; } = new();

    /// <summary>Seats of executing and lingering requests.</summary>
    public int SeatsInUse { get; set; }

    /// <summary>Sums over the waiting ones.</summary>
    public int WaitingSeats { get; set; }

    public int WaitingInitialSeats { get; set; }

    public double WaitingWork { get; set; }

    /// <summary>The progress at which its next request starts in the virtual world, where all queues are served at once.</summary>
    public double NextDispatch { get; set; }

    /// <summary>Takes part in the sharing.</summary>
    public bool IsActive => Waiting.Count > 0 || Executing.Count > 0;

    /// <summary>Puts one at the end.</summary>
    public void Enqueue(FlowRequest request)
    {
        Waiting.Add(request);
        WaitingSeats += request.Work.Seats;
        WaitingInitialSeats += request.Work.InitialSeats;
        WaitingWork += request.TotalWork;
    }

    /// <summary>Takes one out, wherever it is.</summary>
    public void Dequeue(FlowRequest request)
    {
        Waiting.Remove(request);
        WaitingSeats -= request.Work.Seats;
        WaitingInitialSeats -= request.Work.InitialSeats;
        WaitingWork = Waiting.Count == 0 ? 0 : WaitingWork - request.TotalWork;
    }

    /// <summary>
    /// Nothing starts in the virtual world before it came: a queue that could not use its share gets no credit for it.
    /// </summary>
    public void Bound()
    {
        if (Waiting.First is { } oldest && NextDispatch < oldest.ArrivalProgress)
        {
            NextDispatch = oldest.ArrivalProgress;
        }
    }
}
