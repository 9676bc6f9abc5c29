using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Http.Measuring;

/// <summary>What the front end counts.</summary>
internal sealed class FrontMetrics(MetricRegistry registry, Func<ResourceCatalog> catalog, TimeProvider time)
{
    /// <summary>All metrics of the server, for the page.</summary>
    public MetricRegistry Registry { get; } = registry;

    /// <summary>Requests.</summary>
    public RequestMetrics Requests { get; } = new(registry, catalog, time);

    /// <summary>Who asks, and whether he may.</summary>
    public AccessMetrics Access { get; } = new(registry);

    /// <summary>The health pages.</summary>
    public HealthMetrics Health { get; } = new(registry);

    /// <summary>What watches deliver.</summary>
    public WatchMetrics Watches { get; } = new(registry);
}
