using System.Collections.Concurrent;
using System.Globalization;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Http.Measuring;

/// <summary>
/// Counts requests under the original's names (apiserver <c>endpoints/metrics/metrics.go</c>). A request costs one look-up and a handful of
/// interlocked additions; nothing is allocated once its series are known. Refusals before routing (401, 403, 429) are counted too, under
/// the labels of what was asked for; times and sizes are those of requests that reached a handler.
/// </summary>
internal sealed class RequestMetrics : IMetricSource
{
    private const string Component = "apiserver";

    private static readonly double[] DurationBounds =
        [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60];

    private static readonly double[] SizeBounds = [1000, 10_000, 100_000, 1e6, 1e7, 1e8, 1e9];
    private static readonly string[] Names = ["verb", "dry_run", "group", "version", "resource", "subresource", "scope", "component"];
    private static readonly string[] NamesWithoutDryRun = [.. Names.Where(n => n != "dry_run")];

    private readonly ConcurrentDictionary<RequestLabels, RequestSeries> _series = new();
    private readonly ConcurrentDictionary<RequestLabels, Gauge> _open = new();
    private readonly InFlightWatch _reads = new();
    private readonly InFlightWatch _writes = new();
    private readonly TimeProvider _time;
    private readonly Func<ResourceCatalog> _catalog;
    private readonly MetricFamily<Counter> _total;
    private readonly MetricFamily<Histogram> _duration;
    private readonly MetricFamily<Histogram> _sli;
    private readonly MetricFamily<Histogram> _sizes;
    private readonly MetricFamily<Gauge> _longRunning;
    private readonly MetricFamily<Gauge> _deprecated;

    public RequestMetrics(MetricRegistry registry, Func<ResourceCatalog> catalog, TimeProvider time)
    {
        (_catalog, _time) = (catalog, time);
        _total = registry.Counter("apiserver_request_total", "Requests that were answered, by what they asked for and how they ended.",
            [.. Names, "code"]);
        _duration = registry.Histogram("apiserver_request_duration_seconds", "Seconds from a request's arrival to the end of its answer.",
            DurationBounds, Names);
        _sli = registry.Histogram(
            "apiserver_request_sli_duration_seconds", "As apiserver_request_duration_seconds, without the time in flow control's queues.",
            DurationBounds, Names);
        _sizes = registry.Histogram("apiserver_response_sizes", "Bytes of answers to GET and LIST, before compression.",
            SizeBounds, NamesWithoutDryRun);
        _longRunning = registry.Gauge("apiserver_longrunning_requests", "Long-running requests that are open.", NamesWithoutDryRun);
        _deprecated = registry.Gauge("apiserver_requested_deprecated_apis", "1 for each deprecated API that was asked for since the start.",
            "group", "version", "resource", "subresource", "removed_release");
        registry.Add(this);
    }

    /// <summary>A request begins; returns the time for <see cref="End"/>.</summary>
    public long Begin() => _time.GetTimestamp();

    /// <summary>A request is let in; counted among those in flight until <see cref="End"/>.</summary>
    public void LetIn(RequestContext context)
    {
        if (!context.Info.IsLongRunning)
        {
            context.InFlight = context.Info.Verb is "get" or "list" or "head" or "options" ? _reads : _writes;
            context.InFlight.Begin(Second);
        }
    }

    /// <summary>A request was routed to its type.</summary>
    public void Routed(RequestContext context)
    {
        if (context.Type.Deprecation.Length > 0)
        {
            Deprecated(context);
        }

        if (context.Info.IsLongRunning)
        {
            var labels = RequestLabels.Of(context, _catalog());
            if (!_open.TryGetValue(labels, out var open))
            {
                open = _open.GetOrAdd(labels, l => _longRunning.With(Values(l, withDryRun: false)));
            }

            open.Add(1);
            context.LongRunning = open;
        }
    }

    /// <summary>A request is over.</summary>
    public void End(RequestContext context, long began)
    {
        context.InFlight?.End();
        context.LongRunning?.Add(-1);
        if (context.Info is null)
        {
            return; // not even its target could be read
        }

        var labels = RequestLabels.Of(context, _catalog());
        if (!_series.TryGetValue(labels, out var series))
        {
            series = _series.GetOrAdd(labels, Create);
        }

        series.Of(context.Http.Response.StatusCode).Add();
        if (context.IsHandled)
        {
            series.Answered(
                _time.GetElapsedTime(began).TotalSeconds, context.Queued.TotalSeconds,
                context.Http.Response.ContentLength ?? context.Streamed);
        }
    }

    /// <inheritdoc/>
    public void WriteTo(MetricText text)
    {
        text.Family("apiserver_current_inflight_requests", MetricKind.Gauge,
            "The most requests at work at the same time within the last second, by kind.");
        text.Sample("request_kind=\"mutating\"", _writes.Most(Second));
        text.Sample("request_kind=\"readOnly\"", _reads.Most(Second));
    }

    private long Second => _time.GetTimestamp() / _time.TimestampFrequency;

    private RequestSeries Create(RequestLabels labels)
    {
        var (with, without) = (Values(labels, withDryRun: true), Values(labels, withDryRun: false));
        return new RequestSeries(
            () => (_duration.With(with), _sli.With(with), labels.Verb is "GET" or "LIST" ? _sizes.With(without) : null),
            code => _total.With([.. with, code.ToString(CultureInfo.InvariantCulture)]));
    }

    private static string[] Values(RequestLabels labels, bool withDryRun)
    {
        var (group, version, resource) = labels.Resource;
        return withDryRun
            ? [labels.Verb, labels.DryRun, group, version, resource, labels.Subresource, labels.Scope, Component]
            : [labels.Verb, group, version, resource, labels.Subresource, labels.Scope, Component];
    }

    private void Deprecated(RequestContext context)
    {
        const string Marker = "unavailable in v";
        var (type, text) = (context.Type, context.Type.Deprecation);
        var at = text.IndexOf(Marker, StringComparison.Ordinal);
        var release = at < 0 ? "" : new string([.. text[(at + Marker.Length)..].TakeWhile(c => char.IsAsciiDigit(c) || c == '.')]);
        _deprecated.With(type.Kind.Group, type.Kind.Version, type.Resource.Resource, context.Info.Subresource, release).Set(1);
    }
}
