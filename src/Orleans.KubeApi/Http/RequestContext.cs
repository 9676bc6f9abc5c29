using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Http.Auditing;
using Orleans.KubeApi.Http.FlowControl;
using Orleans.KubeApi.Http.Measuring;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Http;

/// <summary>One request on its way through the pipeline. Each filter fills in its part; handlers read.</summary>
internal sealed class RequestContext(HttpContext http, PipelineOptions options, TimeProvider time) : IDisposable
{
    private CancellationTokenSource? _deadline;

    public HttpContext Http { get; } = http;

    public PipelineOptions Options { get; } = options;

    public TimeProvider Time { get; } = time;

    /// <summary>The parsed target; set by the first filter.</summary>
    public RequestTarget Target { get; set; } = RequestTarget.Root;

    /// <summary>What is asked for; set by the first filter.</summary>
    public RequestInfo Info { get; set; } = null!;

    /// <summary>The parsed Accept header.</summary>
    public AcceptHeader Accept { get; set; } = AcceptHeader.Absent;

    /// <summary>Who asks, or whom the request runs as; null only for paths that are open to everybody.</summary>
    public UserInfo? User { get; set; }

    /// <summary>Who sent the request, where it runs as somebody else (<see cref="User"/>); otherwise null.</summary>
    public UserInfo? Impersonator { get; set; }

    /// <summary>The constrained verb that allowed the impersonation, "" if none did.</summary>
    public string ImpersonationConstraint { get; set; } = "";

    /// <summary>The audit record; null where there is no audit.</summary>
    public RequestAudit? Audit { get; set; }

    /// <summary>The place among the requests that are limited by number; null for those that flow control limits.</summary>
    public InFlightLimits.Lane? Lane { get; set; }

    /// <summary>The seats of flow control; null without it. A watch gives them back when it has begun.</summary>
    public FlowRequest? Seats { get; set; }

    /// <summary>A watch that makes writes cost more.</summary>
    public WatchCounts.Counted? CountedWatch { get; set; }

    /// <summary>Where the request is counted while it runs; null before it is let in, and for watches.</summary>
    public InFlightWatch? InFlight { get; set; }

    /// <summary>Where it is counted while it is open, if it is a watch.</summary>
    public Gauge? LongRunning { get; set; }

    /// <summary>The span of the request; null while nobody wants spans.</summary>
    public Activity? Span { get; set; }

    /// <summary>A handler has it: nothing refused it before.</summary>
    public bool IsHandled { get; set; }

    /// <summary>How long it waited for flow control.</summary>
    public TimeSpan Queued { get; set; }

    /// <summary>Bytes of an answer without a known length, before compression.</summary>
    public long Streamed { get; set; }

    /// <summary>The served type, for resource requests after routing.</summary>
    public ResourceType Type { get; set; } = null!;

    /// <summary>How long the request may take in total.</summary>
    public TimeSpan Timeout { get; set; } = options.RequestTimeout;

    /// <summary>The key of the object that the path names.</summary>
    public string Key => StoredObject.KeyOf(ScopeNamespace, Info.PathName);

    /// <summary>The namespace of the collection the path names: "" for cluster-scoped types, even for /namespaces/x.</summary>
    public string ScopeNamespace => Type.Namespaced ? Info.Namespace : "";

    /// <summary>The deadline is over (and not the client gone).</summary>
    public bool TimedOut => _deadline is { IsCancellationRequested: true } && !Http.RequestAborted.IsCancellationRequested;

    /// <summary>
    /// Cancelled when the client goes away or the request's time is over. Made at first use: a get of a cached object needs no timer of its
    /// own, its waits are bounded by the cache.
    /// </summary>
    public CancellationToken Deadline(TimeSpan? atMost = null)
    {
        if (_deadline is null)
        {
            var timeout = atMost is { } most && (Timeout == System.Threading.Timeout.InfiniteTimeSpan || most < Timeout) ? most : Timeout;
            _deadline = CancellationTokenSource.CreateLinkedTokenSource(Http.RequestAborted);
            _deadline.CancelAfter(timeout);
        }

        return _deadline.Token;
    }

    /// <inheritdoc/>
    public void Dispose() => _deadline?.Dispose();
}
