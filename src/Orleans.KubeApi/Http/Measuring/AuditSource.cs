using Orleans.KubeApi.Audit;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Http.Measuring;

/// <summary>The audit's counters among the other metrics.</summary>
internal sealed class AuditSource(AuditCounters counters) : IMetricSource
{
    /// <inheritdoc/>
    public void WriteTo(MetricText text)
    {
        text.Family("apiserver_audit_event_total", MetricKind.Counter, "Audit events handed to the backends.");
        text.Sample("", counters.Events);
        text.Family("apiserver_audit_requests_rejected_total", MetricKind.Counter,
            "Requests refused because their first audit event couldn't be written.");
        text.Sample("", counters.RejectedRequests);
        text.Family("apiserver_audit_error_total", MetricKind.Counter, "Audit events that a backend lost.");
        text.Sample("plugin=\"log\"", counters.Lost("log"));
        text.Sample("plugin=\"webhook\"", counters.Lost("webhook"));
        text.Family("apiserver_audit_level_total", MetricKind.Counter, "Requests by the audit level that the policy gave them.");
        foreach (var level in Enum.GetValues<AuditLevel>())
        {
            text.Sample($"level=\"{level}\"", counters.Requests(level));
        }
    }
}
