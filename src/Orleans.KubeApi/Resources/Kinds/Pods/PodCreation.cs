using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>What the server writes into a new pod besides defaults (the strategy's PrepareForCreate).</summary>
internal static class PodCreation
{
    /// <summary>Status, label keys merged into selectors, old AppArmor annotations turned into fields.</summary>
    public static void Prepare(ObjectNode pod, KindContext context)
    {
        var spec = pod.Child("spec");
        var status = new ObjectNode { { "phase", "Pending" }, { "qosClass", PodQuality.Of(spec) } };
        pod.Set("status", status);
        PodFeatures.Drop(spec, old: null);
        if (spec.Items("schedulingGates").Count > 0)
        {
            status.Set("conditions", new ArrayNode([
                new ObjectNode
                {
                    { "type", "PodScheduled" },
                    { "status", "False" },
                    { "lastTransitionTime", ObjectMeta.Time(context.Now) },
                    { "reason", "SchedulingGated" },
                    { "message", "Scheduling is blocked due to non-empty scheduling gates" },
                },
            ]));
        }

        var labels = pod.Object("metadata")?.Object("labels");
        foreach (var term in PodAffinityChecks.Terms(spec.Object("affinity")))
        {
            Merge(term, labels);
        }

        foreach (var constraint in spec.Items("topologySpreadConstraints"))
        {
            Merge(constraint.Obj(), labels);
        }

        AppArmor(pod, spec, context.Warnings);
    }

    // A key stands for the value of the pod's own label.
    private static void Merge(ObjectNode term, ObjectNode? labels)
    {
        if (term.Object("labelSelector") is not { } selector)
        {
            return;
        }

        Merge(selector, term.Items("matchLabelKeys"), "In", labels);
        Merge(selector, term.Items("mismatchLabelKeys"), "NotIn", labels);
    }

    private static void Merge(ObjectNode selector, List<Node> keys, string comparison, ObjectNode? labels)
    {
        foreach (var key in keys)
        {
            if (labels?[key.Str()] is not { } value)
            {
                continue;
            }

            var expressions = selector.Array("matchExpressions") ?? new ArrayNode();
            expressions.Add(new ObjectNode { { "key", key }, { "operator", comparison }, { "values", new ArrayNode([value]) } });
            selector.Set("matchExpressions", expressions);
        }
    }

    private static void AppArmor(ObjectNode pod, ObjectNode spec, List<string> warnings)
    {
        if (pod.Object("metadata")?.Object("annotations") is not { Count: > 0 } annotations || spec.Object("os").Str("name") == "windows")
        {
            return;
        }

        var ofPod = spec.Object("securityContext")?.Object("appArmorProfile");
        foreach (var container in PodContainers.All(spec))
        {
            var key = $"{PodAnnotationChecks.AppArmorPrefix}{container.Str("name")}";
            if (annotations.Text(key) is not { } annotation || container.Object("securityContext")?.Has("appArmorProfile") == true)
            {
                continue;
            }

            var profile = Profile(annotation);
            if (profile is not null && Node.DeepEquals(profile, ofPod))
            {
                continue;
            }

            if (profile is not null)
            {
                container.Child("securityContext").Set("appArmorProfile", profile);
            }

            warnings.Add($"metadata.annotations[{key}]: deprecated since v1.30; use the \"appArmorProfile\" field instead");
        }
    }

    private static ObjectNode? Profile(string annotation)
    {
        if (annotation is "unconfined" or "runtime/default")
        {
            return new() { { "type", annotation == "unconfined" ? "Unconfined" : "RuntimeDefault" } };
        }

        const string local = "localhost/";
        if (!annotation.StartsWith(local, StringComparison.Ordinal) || annotation.Length == local.Length)
        {
            return null;
        }

        var name = annotation[local.Length..];
        return name.Trim() != name || name.Length > 4095 ? null : new() { { "type", "Localhost" }, { "localhostProfile", name } };
    }
}
