using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http;

/// <summary>
/// Bounds on requests at work. Watches are counted apart: they last long and cost little. Nobody waits in line, a refused client comes back
/// after Retry-After. Unlike the original, members of system:masters are bound too, because here the limit protects memory.
/// </summary>
internal sealed class InFlightLimits(PipelineOptions options)
{
    private int _reads;
    private int _writes;
    private int _watches;

    /// <summary>The kinds of requests that are counted apart.</summary>
    internal enum Lane
    {
        Read,
        Write,
        Watch,
    }

    /// <summary>The lane a request uses.</summary>
    public static Lane LaneOf(RequestInfo info) =>
        info.IsLongRunning ? Lane.Watch : info.Verb is "get" or "list" || !info.IsResource ? Lane.Read : Lane.Write;

    /// <summary>Takes a place; <see cref="Leave"/> must follow.</summary>
    /// <exception cref="StatusException">429 with Retry-After 1.</exception>
    public void Enter(Lane lane)
    {
        var (count, limit) = lane switch
        {
            Lane.Read => (Interlocked.Increment(ref _reads), options.MaxReads),
            Lane.Write => (Interlocked.Increment(ref _writes), options.MaxWrites),
            _ => (Interlocked.Increment(ref _watches), options.MaxWatches),
        };
        if (count > limit)
        {
            Leave(lane);
            throw StatusErrors.TooManyRequests("Too many requests, please try again later.", 1);
        }
    }

    /// <summary>Gives the place back.</summary>
    public void Leave(Lane lane)
    {
        switch (lane)
        {
            case Lane.Read:
                Interlocked.Decrement(ref _reads);
                break;
            case Lane.Write:
                Interlocked.Decrement(ref _writes);
                break;
            default:
                Interlocked.Decrement(ref _watches);
                break;
        }
    }
}
