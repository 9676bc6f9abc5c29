using Orleans.KubeApi.Http.Health;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Http.Measuring;

/// <summary>
/// Results of health checks under the original's names. They are on /metrics/slis as there, and on the whole page too, so that one scrape
/// gets everything. The names of checks come from the server, never from a client.
/// </summary>
internal sealed class HealthMetrics
{
    private readonly MetricFamily<Gauge> _last;
    private readonly MetricFamily<Counter> _results;

    public HealthMetrics(MetricRegistry registry, MetricRegistry slis)
    {
        _last = registry.Gauge(
            "kubernetes_healthcheck", "1 if a health check passed when it was last asked for, else 0.", "name", "type");
        _results = registry.Counter("kubernetes_healthchecks_total", "Results of health checks.", "name", "type", "status");
        slis.Add(_last);
        slis.Add(_results);
    }

    /// <summary>A check of a whole page was run.</summary>
    /// <param name="page">"healthz", "livez" or "readyz".</param>
    /// <param name="check">What came out.</param>
    public void Checked(string page, HealthResult check)
    {
        _last.With(check.Name, page).Set(check.Ok ? 1 : 0);
        _results.With(check.Name, page, check.Ok ? "success" : "error").Add();
    }
}
