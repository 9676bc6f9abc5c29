using System.Collections.Concurrent;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Http.Measuring;

/// <summary>Counts what watches deliver.</summary>
internal sealed class WatchMetrics(MetricRegistry registry)
{
    private readonly MetricFamily<Counter> _events = registry.Counter(
        "apiserver_watch_events_total", "Events sent to watching clients, bookmarks left out.", "group", "version", "resource");

    private readonly ConcurrentDictionary<(GroupVersionKind Kind, string Resource), Counter> _counters = new();

    /// <summary>The counter of a type's events; a watch keeps it.</summary>
    public Counter EventsOf(GroupVersionKind kind, string resource) => _counters.GetOrAdd(
        (kind, resource), static (of, events) => events.With(of.Kind.Group, of.Kind.Version, of.Resource), _events);
}
