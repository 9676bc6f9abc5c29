using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>What a write through a pod's subresource can't change is the stored pod's (the strategies' PrepareForUpdate).</summary>
internal static class PodSubresources
{
    private static readonly string[] KeptMetadata =
        ["deletionTimestamp", "generation", "selfLink", "labels", "annotations", "finalizers", "ownerReferences"];

    /// <summary>/status: owners stay, the quality class is filled in, observed generations aren't forgotten.</summary>
    public static void Status(ObjectNode pod, ObjectNode old)
    {
        pod.Child("metadata")["ownerReferences"] = old.Object("metadata")?["ownerReferences"];
        var status = pod.Child("status");
        var before = old.Object("status") ?? [];
        if (status.Str("qosClass").Length == 0)
        {
            status["qosClass"] = before["qosClass"];
        }

        if (status.Int("observedGeneration") == 0)
        {
            status["observedGeneration"] = before["observedGeneration"];
        }

        status.Remove("nodeAllocatableResourceClaimStatuses");
        var stored = new Dictionary<string, Queue<ObjectNode>>(StringComparer.Ordinal);
        foreach (var condition in before.Items("conditions").Select(c => c.Obj()))
        {
            stored.TryAdd(condition.Str("type"), new());
            stored[condition.Str("type")].Enqueue(condition);
        }

        foreach (var node in status.Items("conditions"))
        {
            var condition = node.Obj();
            if (stored.TryGetValue(condition.Str("type"), out var matches) && matches.TryDequeue(out var match)
                && condition.Int("observedGeneration") == 0)
            {
                condition["observedGeneration"] = match["observedGeneration"];
            }
        }
    }

    /// <summary>/ephemeralcontainers: only these change.</summary>
    public static void EphemeralContainers(ObjectNode pod, ObjectNode old)
    {
        var containers = pod.Object("spec")?["ephemeralContainers"];
        KeepOthers(pod, old);
        pod.Child("spec")["ephemeralContainers"] = containers;
        PodFeatures.Drop(pod.Child("spec"), old.Object("spec"));
        Count(pod, old);
    }

    /// <summary>/resize: only resources and resize policies of the containers change, in their order.</summary>
    public static void Resize(ObjectNode pod, ObjectNode old)
    {
        var spec = pod.Child("spec");
        var before = old.Object("spec") ?? [];
        if (spec.Items("containers").Count == before.Items("containers").Count
            && spec.Items("initContainers").Count == before.Items("initContainers").Count)
        {
            var own = spec["resources"];
            var containers = Resized(spec, before, "containers");
            var initContainers = Resized(spec, before, "initContainers");
            KeepOthers(pod, old);
            spec = pod.Child("spec");
            spec["resources"] = own;
            spec["containers"] = containers;
            spec["initContainers"] = initContainers;
        }

        Count(pod, old);
    }

    private static void KeepOthers(ObjectNode pod, ObjectNode old)
    {
        pod["spec"] = old["spec"]?.Clone();
        pod["status"] = old["status"];
        foreach (var name in KeptMetadata)
        {
            pod.Child("metadata")[name] = old.Object("metadata")?[name];
        }
    }

    private static Node? Resized(ObjectNode spec, ObjectNode before, string list)
    {
        var containers = spec.Items(list);
        var olds = before.Items(list);
        if (containers.Count == 0)
        {
            return null;
        }

        var merged = new ArrayNode();
        for (var i = 0; i < containers.Count; i++)
        {
            if (containers[i].Obj().Str("name") != olds[i].Obj().Str("name"))
            {
                // Renamed or in another order: validation says so.
                return spec[list];
            }

            var container = (ObjectNode)olds[i].Clone();
            container["resources"] = containers[i].Obj()["resources"];
            container["resizePolicy"] = containers[i].Obj()["resizePolicy"];
            merged.Add(container);
        }

        return merged;
    }

    private static void Count(ObjectNode pod, ObjectNode old)
    {
        if (!Node.DeepEquals(pod["spec"], old["spec"]))
        {
            pod.Child("metadata").Set("generation", old.Object("metadata").Int("generation") + 1);
        }
    }
}
