using System.Text;
using System.Text.Json;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Catalog;

/// <summary>
/// HorizontalPodAutoscaler of autoscaling/v1 and v2. v1 knows one CPU target; everything else of v2 travels in annotations, in the form the
/// original writes: metrics and conditions as v1's never served types, the behavior as Go prints a struct without JSON names.
/// </summary>
internal static class AutoscalerConversion
{
    private const string Prefix = "autoscaling.alpha.kubernetes.io/";
    private const string Metrics = Prefix + "metrics";
    private const string CurrentMetrics = Prefix + "current-metrics";
    private const string Conditions = Prefix + "conditions";
    private const string Behavior = Prefix + "behavior";
    private const string TargetPercentage = "targetCPUUtilizationPercentage";
    private const string CurrentPercentage = "currentCPUUtilizationPercentage";

    /// <summary>autoscaling/v1 to v2.</summary>
    public static ObjectNode ToV2(ObjectNode source)
    {
        var annotations = source.Object("metadata")?.Object("annotations");
        var spec = Copy(source.Object("spec"), TargetPercentage);
        var metrics = Parsed(annotations, Metrics) is ArrayNode others ? AutoscalerMetrics.ToV2(others) : new ArrayNode();
        if (source.Object("spec")?[TargetPercentage] is { } target)
        {
            metrics.Add(CpuMetric("target", new ObjectNode { ["type"] = "Utilization", ["averageUtilization"] = target }));
        }

        spec.Set("metrics", metrics);
        if (Parsed(annotations, Behavior) is ObjectNode behavior)
        {
            spec.Set("behavior", AutoscalerBehavior.Read(behavior));
        }

        var status = Copy(source.Object("status"), CurrentPercentage);
        status.Set("currentMetrics", CurrentToV2(annotations, source.Object("status")));
        if (Parsed(annotations, Conditions) is ArrayNode conditions)
        {
            status.Set("conditions", conditions);
        }

        return Result(source, spec, status, Annotations(annotations, []));
    }

    /// <summary>v2 to autoscaling/v1.</summary>
    public static ObjectNode FromV2(ObjectNode source)
    {
        var spec = Copy(source.Object("spec"), "metrics", "behavior");
        var status = Copy(source.Object("status"), "currentMetrics", "conditions");
        var moved = new ObjectNode();
        var metrics = Objects(source.Object("spec")?.Array("metrics"));
        if (metrics.FirstOrDefault(IsCpu) is { } cpu && Utilization(cpu, "target") is { } target)
        {
            spec.Set(TargetPercentage, target);
        }

        var current = Objects(source.Object("status")?.Array("currentMetrics"));
        if (current.FirstOrDefault(m => IsCpu(m) && Utilization(m, "current") is not null) is { } used)
        {
            status.Set(CurrentPercentage, Utilization(used, "current")!);
        }

        Move(moved, Metrics, AutoscalerMetrics.FromV2(metrics.Where(m => !(IsCpu(m) && Utilization(m, "target") is not null))));
        Move(moved, CurrentMetrics, AutoscalerMetrics.FromV2(current));
        Move(moved, Conditions, source.Object("status")?.Array("conditions"));
        if (source.Object("spec")?.Object("behavior") is { } behavior)
        {
            moved.Set(Behavior, AutoscalerBehavior.Write(behavior).ToString());
        }

        return Result(source, spec, status, Annotations(source.Object("metadata")?.Object("annotations"), moved));
    }

    private static ArrayNode CurrentToV2(ObjectNode? annotations, ObjectNode? status)
    {
        if (Parsed(annotations, CurrentMetrics) is ArrayNode all)
        {
            return AutoscalerMetrics.ToV2(all);
        }

        return status?[CurrentPercentage] is { } used
            ? new ArrayNode([CpuMetric("current", new ObjectNode { ["averageUtilization"] = used })])
            : new ArrayNode();
    }

    private static ObjectNode CpuMetric(string side, ObjectNode value) =>
        new() { ["type"] = "Resource", ["resource"] = new ObjectNode { ["name"] = "cpu", [side] = value } };

    private static bool IsCpu(ObjectNode metric) => metric.Text("type") == "Resource" && metric.Object("resource")?.Text("name") == "cpu";

    private static Node? Utilization(ObjectNode metric, string side) => metric.Object("resource")?.Object(side)?["averageUtilization"];

    private static IReadOnlyList<ObjectNode> Objects(ArrayNode? list) => list is null ? [] : [.. list.Items.OfType<ObjectNode>()];

    private static ObjectNode Copy(ObjectNode? source, params ReadOnlySpan<string> without)
    {
        var result = new ObjectNode();
        foreach (var (name, value) in source ?? [])
        {
            if (!without.Contains(name))
            {
                result.Set(name, value);
            }
        }

        return result;
    }

    private static void Move(ObjectNode annotations, string name, ArrayNode? list)
    {
        if (list is { Items.Count: > 0 })
        {
            annotations.Set(name, list.ToString());
        }
    }

    private static ObjectNode Annotations(ObjectNode? given, ObjectNode added)
    {
        var result = Copy(given, Metrics, CurrentMetrics, Conditions, Behavior);
        foreach (var (name, value) in added)
        {
            result.Set(name, value);
        }

        return result;
    }

    private static ObjectNode Result(ObjectNode source, ObjectNode spec, ObjectNode status, ObjectNode annotations)
    {
        var metadata = Copy(source.Object("metadata"));
        metadata.Set("annotations", annotations);
        return new ObjectNode { ["metadata"] = metadata, ["spec"] = spec, ["status"] = status };
    }

    // Annotations are anybody's text: what is not well formed stays out, as in the original.
    private static Node? Parsed(ObjectNode? annotations, string name)
    {
        if (annotations?.Text(name) is not { } text)
        {
            return null;
        }

        try
        {
            return NodeReader.Parse(Encoding.UTF8.GetBytes(text));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
