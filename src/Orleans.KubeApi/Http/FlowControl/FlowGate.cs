using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>
/// API Priority and Fairness of this silo: classifies a request, estimates its work, and lets it in, lets it wait, or refuses it. Each silo
/// has its own seats, as each of the original's servers does.
/// </summary>
internal sealed class FlowGate(FlowController controller, ICollectionCaches caches, PipelineOptions options, TimeProvider time)
{
    private const string SchemaHeader = "X-Kubernetes-PF-FlowSchema-UID";
    private const string LevelHeader = "X-Kubernetes-PF-PriorityLevel-UID";
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly WatchCounts _watches = new();
    private readonly WorkEstimator _estimator = new(caches);
    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<FlowLevel, RetryAdvice> _advice = [];

    /// <summary>
    /// Gives the request its seats, at once or after waiting for a part of its time. <see cref="Leave"/> must follow, early where a watch
    /// has
    /// begun.
    /// </summary>
    /// <exception cref="StatusException">429 with Retry-After.</exception>
    public ValueTask<FlowRequest> EnterAsync(RequestContext context)
    {
        var (info, user) = (context.Info, context.User!);
        var schema = controller.Current.Classify(user, info);
        var level = schema.Level;
        var settings = level.Settings;
        var headers = context.Http.Response.Headers;
        headers[LevelHeader] = settings.Uid;
        headers[SchemaHeader] = schema.Uid;

        var work = _estimator.Of(info, context.Target.Query, _watches, level.Shares.MaxSeats, out var watched);
        var flow = settings.Queues > 1 ? schema.FlowOf(user, info) : "";
        var request = new FlowRequest(schema, flow, work, context);
        switch (level.Enter(request, settings.Queues > 1 ? schema.HashOf(flow) : 0, watched))
        {
            case FlowLevel.Entry.Served:
                return ValueTask.FromResult(request);
            case FlowLevel.Entry.Waiting:
                return WaitAsync(context, request);
            default:
                throw Refusal(level);
        }
    }

    /// <summary>Gives the seats back; a second call does nothing.</summary>
    public static void Leave(FlowRequest request) => request.Schema.Level.Leave(request);

    /// <summary>A watch begins: writes will cost more.</summary>
    public WatchCounts.Counted? WatchBegins(RequestContext context) => _watches.Add(context.Info, context.Target.Query);

    /// <summary>It is over.</summary>
    public void WatchEnds(WatchCounts.Counted watch) => _watches.Remove(watch);

    private async ValueTask<FlowRequest> WaitAsync(RequestContext context, FlowRequest request)
    {
        var limit = (context.Info.IsLongRunning ? options.RequestTimeout : context.Timeout) / 4;
        try
        {
            await request.Dispatched!.Task.WaitAsync(limit < LongestWait ? limit : LongestWait, time, context.Http.RequestAborted);
        }
        catch (Exception ended) when (ended is TimeoutException or OperationCanceledException)
        {
            var level = request.Schema.Level;
            if (level.GiveUp(request))
            {
                throw ended is TimeoutException ? Refusal(level) : ended;
            }
        }

        return request;
    }

    private StatusException Refusal(FlowLevel level)
    {
        var advice = _advice.GetValue(level, _ => new RetryAdvice(time));
        return StatusErrors.TooManyRequests("Too many requests, please try again later.", advice.Refused());
    }
}
