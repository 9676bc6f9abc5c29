using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Catalog;

/// <summary>
/// Metric specs and statuses of autoscaling/v2 and in the flat form that v1's annotations hold: target.averageValue ↔ targetAverageValue,
/// metric.name ↔ metricName, describedObject ↔ target.
/// </summary>
internal static class AutoscalerMetrics
{
    // v1's order of members.
    private static readonly string[] Sources = ["object", "pods", "resource", "containerResource", "external"];

    /// <summary>v2 to the annotation's form.</summary>
    public static ArrayNode FromV2(IEnumerable<ObjectNode> metrics) => new(metrics.Select(metric =>
        Each(metric, (source, body) => Flat(source, body))));

    /// <summary>The annotation's form to v2.</summary>
    public static ArrayNode ToV2(ArrayNode metrics) => new(metrics.Items.OfType<ObjectNode>().Select(metric =>
        Each(metric, (source, body) => Nested(source, body))));

    private static ObjectNode Each(ObjectNode metric, Func<string, ObjectNode, ObjectNode> convert)
    {
        var result = new ObjectNode { ["type"] = metric.Text("type") ?? "" };
        foreach (var source in Sources)
        {
            if (metric.Object(source) is { } body)
            {
                result.Set(source, convert(source, body));
            }
        }

        return result;
    }

    private static ObjectNode Flat(string source, ObjectNode body)
    {
        var side = body.Has("current") ? "current" : "target";
        var value = body.Object(side) ?? [];
        var name = body.Object("metric")?["name"];
        var selector = body.Object("metric")?["selector"];
        var result = new ObjectNode();
        switch (source)
        {
            case "object":
                Put(result, "target", body["describedObject"]);
                Put(result, "metricName", name);
                Put(result, side + "Value", value["value"] ?? "0");
                Put(result, "selector", selector);
                Put(result, "averageValue", value["averageValue"]);
                break;
            case "pods":
                Put(result, "metricName", name);
                Put(result, side + "AverageValue", value["averageValue"] ?? "0");
                Put(result, "selector", selector);
                break;
            case "external":
                Put(result, "metricName", name);
                Put(result, "metricSelector", selector);
                Put(result, side + "Value", value["value"]);
                Put(result, side + "AverageValue", value["averageValue"]);
                break;
            default:
                Put(result, "name", body["name"]);
                Put(result, side + "AverageUtilization", value["averageUtilization"]);
                Put(result, side + "AverageValue", value["averageValue"] ?? (side == "current" ? new TextNode("0") : null));
                Put(result, "container", body["container"]);
                break;
        }

        return result;
    }

    private static ObjectNode Nested(string source, ObjectNode body)
    {
        var side = body.Any(m => m.Key.StartsWith("current", StringComparison.Ordinal)) ? "current" : "target";
        var value = new ObjectNode();
        Put(value, "value", Given(body[side + "Value"]));
        Put(value, "averageValue", Given(body[side + "AverageValue"] ?? (source == "object" ? body["averageValue"] : null)));
        Put(value, "averageUtilization", body[side + "AverageUtilization"]);
        if (side == "target")
        {
            value.Set("type", value.Has("averageUtilization") ? "Utilization" : value.Has("averageValue") ? "AverageValue" : "Value");
        }

        var result = new ObjectNode();
        if (source is "resource" or "containerResource")
        {
            Put(result, "name", body["name"]);
            Put(result, "container", body["container"]);
        }
        else
        {
            var metric = new ObjectNode();
            Put(metric, "name", body["metricName"]);
            Put(metric, "selector", body["selector"] ?? body["metricSelector"]);
            result.Set("metric", metric);
        }

        Put(result, "describedObject", source == "object" ? body["target"] : null);
        result.Set(side, value);
        return result;
    }

    // Amounts that v1 cannot leave out are zero there and absent in v2.
    private static Node? Given(Node? value) => value is TextNode { Value: "0" } or NullNode ? null : value;

    private static void Put(ObjectNode target, string name, Node? value)
    {
        if (value is not null)
        {
            target.Set(name, value);
        }
    }
}
