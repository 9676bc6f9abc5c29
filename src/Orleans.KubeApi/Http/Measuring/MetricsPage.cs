using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Http.Measuring;

/// <summary>The page /metrics. Who may see it is up to authorization, as for any path (role <c>system:monitoring</c>).</summary>
internal static class MetricsPage
{
    /// <summary>Whether a target is the page.</summary>
    public static bool IsMeant(RequestTarget target) => target is { IsExact: true, Segments: ["metrics"] };

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
