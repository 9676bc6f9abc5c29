using Microsoft.Extensions.DependencyInjection;
using Orleans.KubeApi.Audit;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Discovery;
using Orleans.KubeApi.Hosting.Auditing;
using Orleans.KubeApi.Http.FlowControl;
using Orleans.KubeApi.Http.Measuring;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Hosting.Measuring;

/// <summary>Brings together everything that has metrics.</summary>
internal static class MetricsSetup
{
    /// <summary>What the front end counts with, with all other sources registered beside it.</summary>
    public static FrontMetrics Create(IServiceProvider services, VersionInfo version)
    {
        var registry = services.GetRequiredService<MetricRegistry>();
        var catalog = services.GetRequiredService<ResourceCatalog>();
        var front = new FrontMetrics(registry, () => catalog, services.GetRequiredService<TimeProvider>());
        if (services.GetService<FlowController>() is { } flow)
        {
            registry.Add(new FlowSource(new FlowMetrics(flow)));
        }

        registry.Add(new AuditSource(services.GetRequiredService<AuditHolder>().Log?.Counters ?? new AuditCounters()));
        registry.Add(services.GetRequiredService<EngineSource>());
        registry.Add(new BuildSource(version));
        registry.Add(new ProcessSource());
        registry.Add(new RuntimeSource());
        front.Slis.Add(ProcessSource.StartTime);
        return front;
    }
}
