using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Http.Measuring;

/// <summary>What the front end counts.</summary>
internal sealed class FrontMetrics
{
    public FrontMetrics(MetricRegistry registry, Func<ResourceCatalog> catalog, TimeProvider time)
    {
        Registry = registry;
        Requests = new RequestMetrics(registry, catalog, time);
        Access = new AccessMetrics(registry);
        Health = new HealthMetrics(registry, Slis);
        Watches = new WatchMetrics(registry);
    }

    /// <summary>All metrics of the server, for the page.</summary>
    public MetricRegistry Registry { get; }

    /// <summary>The few metrics of /metrics/slis, which may be scraped more often than the whole page.</summary>
    public MetricRegistry Slis { get; } = new();

    /// <summary>Requests.</summary>
    public RequestMetrics Requests { get; }

    /// <summary>Who asks, and whether he may.</summary>
    public AccessMetrics Access { get; }

    /// <summary>The health pages.</summary>
    public HealthMetrics Health { get; }

    /// <summary>What watches deliver.</summary>
    public WatchMetrics Watches { get; }
}
