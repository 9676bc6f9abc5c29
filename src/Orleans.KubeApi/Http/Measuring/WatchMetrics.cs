using System.Collections.Concurrent;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Http.Measuring;

/// <summary>What watches are measured with, under the original's names (apiserver <c>endpoints/metrics</c>).</summary>
internal sealed class WatchMetrics(MetricRegistry registry)
{
    private static readonly double[] SizeBounds = [1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072];
    private static readonly double[] SecondBounds = [0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 2, 4, 6, 8, 10, 15, 20, 30, 45, 60];

    private readonly MetricFamily<Counter> _events = registry.Counter(
        "apiserver_watch_events_total", "Events sent to watching clients, bookmarks left out.", "group", "version", "resource");

    private readonly MetricFamily<Histogram> _sizes = registry.Histogram(
        "apiserver_watch_events_sizes", "Bytes of an event as sent to a client, before any framing of HTTP.", SizeBounds,
        "group", "version", "resource");

    private readonly MetricFamily<Histogram> _initial = registry.Histogram(
        "apiserver_watch_list_duration_seconds", "Seconds from the request to the end of its initial events.", SecondBounds,
        "group", "version", "resource", "scope");

    private readonly ConcurrentDictionary<(GroupVersionKind Kind, string Resource, string Scope), WatchSeries> _series = new();

    /// <summary>The series of a type and a scope; a watch keeps them.</summary>
    /// <param name="kind">The version that is watched.</param>
    /// <param name="resource">Its plural name.</param>
    /// <param name="scope">"resource", "namespace" or "cluster".</param>
    public WatchSeries Of(GroupVersionKind kind, string resource, string scope) => _series.GetOrAdd(
        (kind, resource, scope),
        static (of, all) => new WatchSeries(
            all._events.With(of.Kind.Group, of.Kind.Version, of.Resource),
            all._sizes.With(of.Kind.Group, of.Kind.Version, of.Resource),
            all._initial.With(of.Kind.Group, of.Kind.Version, of.Resource, of.Scope)),
        this);
}
