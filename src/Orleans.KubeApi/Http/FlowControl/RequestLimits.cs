namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>
/// What keeps a silo from taking in more than it can do: flow control, or plain limits where it is switched off. Long-running requests have
/// a limit of their own in both cases; flow control counts only their beginning.
/// </summary>
internal sealed class RequestLimits(InFlightLimits inFlight, FlowGate? flow)
{
    /// <summary>Lets a request in; <see cref="Leave"/> must follow, also after an exception.</summary>
    /// <exception cref="Objects.StatusException">429 with Retry-After.</exception>
    public ValueTask EnterAsync(RequestContext context)
    {
        if (flow is null || context.Info.IsLongRunning)
        {
            var lane = InFlightLimits.LaneOf(context.Info);
            inFlight.Enter(lane);
            context.Lane = lane;
            if (flow is null || context.Info.Verb != "watch")
            {
                return ValueTask.CompletedTask;
            }
        }

        var entering = flow.EnterAsync(context);
        if (!entering.IsCompletedSuccessfully)
        {
            return EnteredAsync(context, entering);
        }

        Entered(context, entering.Result);
        return ValueTask.CompletedTask;
    }

    /// <summary>The request is over, or never began.</summary>
    public void Leave(RequestContext context)
    {
        if (context.Lane is { } lane)
        {
            inFlight.Leave(lane);
        }

        if (context.Seats is { } seats)
        {
            FlowGate.Leave(seats);
        }

        if (context.CountedWatch is { } watch)
        {
            flow!.WatchEnds(watch);
        }
    }

    private async ValueTask EnteredAsync(RequestContext context, ValueTask<FlowRequest> entering)
    {
        var began = context.Time.GetTimestamp();
        Entered(context, await entering);
        context.Queued = context.Time.GetElapsedTime(began);
    }

    private void Entered(RequestContext context, FlowRequest seats)
    {
        context.Seats = seats;
        if (context.Info.Verb == "watch")
        {
            context.CountedWatch = flow!.WatchBegins(context);
        }
    }
}
