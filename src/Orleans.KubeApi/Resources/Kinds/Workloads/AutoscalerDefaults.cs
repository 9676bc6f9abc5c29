using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>Defaults of autoscaling/v2: 80 % of the CPU without metrics, and the missing parts of a behavior.</summary>
internal static class AutoscalerDefaults
{
    private static readonly Node Zero = 0;
    private static readonly Node Max = "Max";

    /// <summary>Fills a spec.</summary>
    public static void Apply(ObjectNode spec)
    {
        if (spec.Items("metrics").Count == 0)
        {
            var target = new ObjectNode { ["type"] = "Utilization", ["averageUtilization"] = 80 };
            var resource = new ObjectNode { ["name"] = "cpu", ["target"] = target };
            spec.Set("metrics", new ArrayNode([new ObjectNode { ["type"] = "Resource", ["resource"] = resource }]));
        }

        if (spec.Object("behavior") is { } behavior)
        {
            var up = behavior.Child("scaleUp");
            Fill.Pointer(up, "stabilizationWindowSeconds", Zero);
            Rules(up, Policy("Pods", 4), Policy("Percent", 100));

            // The window for scaling down is the controller's, not the object's.
            Rules(behavior.Child("scaleDown"), Policy("Percent", 100));
        }
    }

    private static void Rules(ObjectNode rules, params ReadOnlySpan<ObjectNode> policies)
    {
        Fill.Pointer(rules, "selectPolicy", Max);
        if (!rules.Has("policies"))
        {
            rules.Set("policies", new ArrayNode(policies.ToArray()));
        }
    }

    private static ObjectNode Policy(string type, int value) => new() { ["type"] = type, ["value"] = value, ["periodSeconds"] = 15 };
}
