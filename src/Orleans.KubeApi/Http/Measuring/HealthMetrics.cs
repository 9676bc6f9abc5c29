using Orleans.KubeApi.Http.Health;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Http.Measuring;

/// <summary>Results of health checks under the original's names. The names of checks come from the server, never from a client.</summary>
internal sealed class HealthMetrics(MetricRegistry registry)
{
    private readonly MetricFamily<Gauge> _last = registry.Gauge(
        "kubernetes_healthcheck", "1 if a health check passed when it was last asked for, else 0.", "name", "type");

    private readonly MetricFamily<Counter> _results = registry.Counter(
        "kubernetes_healthchecks_total", "Results of health checks.", "name", "type", "status");

    /// <summary>Checks of a page were run.</summary>
    public void Checked(HealthEndpoint endpoint, IReadOnlyList<HealthResult> checks)
    {
        var type = endpoint switch
        {
            HealthEndpoint.Livez => "livez",
            HealthEndpoint.Readyz => "readyz",
            _ => "healthz",
        };
        foreach (var check in checks)
        {
            _last.With(check.Name, type).Set(check.Ok ? 1 : 0);
            _results.With(check.Name, type, check.Ok ? "success" : "error").Add();
        }
    }
}
