using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Http.Measuring;

/// <summary>
/// The pages /metrics and /metrics/slis. Who may see them is up to authorization, as for any path (role <c>system:monitoring</c>).
/// </summary>
internal static class MetricsPage
{
    /// <summary>What a target's page shows; null if the target is no such page.</summary>
    public static MetricRegistry? Find(RequestTarget target, FrontMetrics metrics) => !target.IsExact ? null : target.Segments switch
    {
        ["metrics"] => metrics.Registry,
        ["metrics", "slis"] => metrics.Slis,
        _ => null,
    };

    /// <summary>Answers with all metrics of this moment.</summary>
    public static ValueTask AnswerAsync(RequestContext context, MetricRegistry registry)
    {
        var body = registry.Collect().Utf8;
        context.Http.Response.Headers.ContentType = MetricText.ContentType;
        return GzipOutput.IsWanted(context.Http.Request) && context.Http.Request.Method == "GET"
            ? GzipOutput.WriteAsync(context.Http, body, endLine: false)
            : Answers.BytesAsync(context, body);
    }
}
