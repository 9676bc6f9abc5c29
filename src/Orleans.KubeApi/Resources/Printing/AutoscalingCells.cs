using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Resources.Printing.CellText;

namespace Orleans.KubeApi.Resources.Printing;

/// <summary>Horizontal autoscalers (v2 shape; of v1 the CPU target only) and scales.</summary>
internal static class AutoscalingCells
{
    private const int ShownMetrics = 2;

    public static KindTable Autoscalers { get; } = new(
    [
        Column.ObjectName,
        new("Reference", "string", "=autoscaling.v2.HorizontalPodAutoscalerSpec/scaleTargetRef"),
        new("Targets", "string", "=autoscaling.v2.HorizontalPodAutoscalerSpec/metrics"),
        new("MinPods", "string", "=autoscaling.v2.HorizontalPodAutoscalerSpec/minReplicas"),
        new("MaxPods", "string", "=autoscaling.v2.HorizontalPodAutoscalerSpec/maxReplicas"),
        new("Replicas", "string", "=autoscaling.v2.HorizontalPodAutoscalerStatus/currentReplicas"),
        Column.Age,
    ],
    (obj, now) =>
    {
        var (spec, status) = (obj.Part("spec"), obj.Part("status"));
        var target = spec.Part("scaleTargetRef");
        return
        [
            Name(obj),
            $"{target.Text("kind")}/{target.Text("name")}",
            Targets(spec, status),
            spec.Scalar("minReplicas") ?? "<unset>",
            spec.Number("maxReplicas"),
            status.Number("currentReplicas"),
            Age(obj, now),
        ];
    });

    public static KindTable Scales { get; } = new(
    [
        Column.ObjectName,
        new("Desired", "integer", "=autoscaling.v1.ScaleSpec/replicas"),
        new("Available", "integer", "=autoscaling.v1.ScaleStatus/replicas"),
        Column.Age,
    ],
    (obj, now) => [Name(obj), obj.Part("spec").Number("replicas"), obj.Part("status").Number("replicas"), Age(obj, now)]);

    private static string Targets(ObjectNode spec, ObjectNode status)
    {
        var current = status.Objects("currentMetrics").ToList();
        var shown = spec.Objects("metrics").Select((metric, i) => Metric(metric, i < current.Count ? current[i] : null)).ToList();
        if (shown.Count == 0 && spec.Scalar("targetCPUUtilizationPercentage") is { } wanted)
        {
            shown.Add($"cpu: {Percent(status.Scalar("currentCPUUtilizationPercentage")) ?? Unknown}/{wanted}%");
        }

        return shown.Count switch
        {
            0 => None,
            <= ShownMetrics => string.Join(", ", shown),
            _ => $"{string.Join(", ", shown.Take(ShownMetrics))} + {Digits(shown.Count - ShownMetrics)} more...",
        };
    }

    private static string Metric(ObjectNode metric, ObjectNode? current) => metric.Text("type") switch
    {
        "External" => Value(metric.Part("external"), current?.Object("external")),
        "Object" => Value(metric.Part("object"), current?.Object("object")),
        "Pods" => $"{Average(current?.Object("pods"))}/{Average(metric.Part("pods"), "target")}",
        "Resource" => Resource(metric.Part("resource"), current?.Object("resource")),
        "ContainerResource" => Resource(metric.Part("containerResource"), current?.Object("containerResource")),
        _ => "<unknown type>",
    };

    private static string Value(ObjectNode metric, ObjectNode? current)
    {
        if (metric.Part("target").Scalar("averageValue") is { } average)
        {
            return $"{Average(current)}/{average} (avg)";
        }

        return $"{current?.Part("current").Scalar("value") ?? Unknown}/{metric.Part("target").Scalar("value") ?? "<nil>"}";
    }

    private static string Resource(ObjectNode metric, ObjectNode? current)
    {
        if (metric.Part("target").Scalar("averageValue") is { } average)
        {
            return $"{metric.Text("name")}: {Average(current)}/{average}";
        }

        var have = Percent(current?.Part("current").Scalar("averageUtilization")) ?? Unknown;
        var want = Percent(metric.Part("target").Scalar("averageUtilization")) ?? "<auto>";
        return $"{metric.Text("name")}: {have}/{want}";
    }

    private static string Average(ObjectNode? metric, string part = "current") => metric?.Part(part).Scalar("averageValue") ?? Unknown;

    private static string? Percent(string? number) => number is null ? null : $"{number}%";
}
