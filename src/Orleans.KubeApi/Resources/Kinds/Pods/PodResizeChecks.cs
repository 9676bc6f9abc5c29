using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Changes through /resize (ValidatePodResize): cpu and memory only, and nothing is taken away.</summary>
internal static class PodResizeChecks
{
    private const string OnlyCpuAndMemory = "only cpu and memory resources are mutable";
    private static readonly string[] Lists = ["initContainers", "containers"];

    /// <summary>Why a pod can't be resized at all; null if it can. This error stands alone.</summary>
    public static string? Refusal(ObjectNode old)
    {
        if (old.Object("metadata")?.Object("annotations")?.Has(PodAnnotationChecks.Mirror) == true)
        {
            return "static pods cannot be resized";
        }

        return old.Object("spec")?.Object("os").Str("name") == "windows" ? "windows pods cannot be resized" : null;
    }

    /// <summary>Checks the changes; the pod by itself is already checked.</summary>
    public static void Check(ObjectNode pod, ObjectNode old, FieldErrors errors)
    {
        var path = FieldPath.Of("spec");
        var spec = pod.Object("spec") ?? [];
        var before = old.Object("spec") ?? [];
        var quality = old.Object("status").Str("qosClass");
        if ((quality.Length > 0 ? quality : PodQuality.Of(before)) != PodQuality.Of(spec))
        {
            errors.Invalid(path, pod.Object("status").Str("qosClass"), "Pod QOS Class may not change as a result of resizing");
        }

        var running = old.Object("status").Items("containerStatuses").Find(s => s.Obj().Object("state")?.Has("running") == true);
        if (running is not null && !running.Obj().Has("resources"))
        {
            errors.Forbidden(path, "Pod running on node without support for resize");
        }

        var allowed = (ObjectNode)spec.Clone();
        if (!PodLevel(spec, before, allowed, path, errors) || !SameOrder(spec, before, path, errors))
        {
            return;
        }

        foreach (var list in Lists)
        {
            Removed(spec.Items(list), before.Items(list), path.Child(list), errors);
        }

        Others(allowed.Items("containers"), before.Items("containers"), path, errors);
        InitContainers(allowed.Items("initContainers"), before.Items("initContainers"), path.Child("initContainers"), errors);
        if (errors.Count == 0 && !Node.DeepEquals(allowed, before))
        {
            errors.Forbidden(path, OnlyCpuAndMemory);
        }
    }

    private static bool PodLevel(ObjectNode spec, ObjectNode before, ObjectNode allowed, FieldPath path, FieldErrors errors)
    {
        var next = spec.Object("resources");
        var old = before.Object("resources");
        if (old is not null && next is null)
        {
            errors.Forbidden(path.Child("resources"), "pod-level resources cannot be removed");
            return true;
        }

        foreach (var list in new[] { "requests", "limits" })
        {
            if (old is not null && IsRemoved(next?.Object(list), old.Object(list)))
            {
                errors.Forbidden(path.Child("resources", list), $"pod-level resource {list} cannot be removed");
            }
        }

        if (allowed.Object("resources") is { } masked)
        {
            Mask(masked, old);
            if (old is null && masked.Count == 0)
            {
                allowed.Remove("resources");
            }
            else if (!Node.DeepEquals(masked, old))
            {
                errors.Forbidden(path, "only cpu and memory resources are mutable at pod-level");
            }
        }

        return true;
    }

    private static bool SameOrder(ObjectNode spec, ObjectNode before, FieldPath path, FieldErrors errors)
    {
        var count = errors.Count;
        foreach (var list in new[] { "containers", "initContainers" })
        {
            var (next, old) = (spec.Items(list), before.Items(list));
            if (next.Count != old.Count)
            {
                errors.Forbidden(path.Child(list), $"{list} may not be added or removed on resize");
                continue;
            }

            for (var i = 0; i < next.Count; i++)
            {
                if (next[i].Obj().Str("name") != old[i].Obj().Str("name"))
                {
                    errors.Forbidden(path.Child(list).Index(i).Child("name"), $"{list} may not be renamed or reordered on resize");
                }
            }
        }

        return errors.Count == count;
    }

    private static void Removed(List<Node> next, List<Node> old, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < old.Count; i++)
        {
            foreach (var list in new[] { "requests", "limits" })
            {
                if (IsRemoved(next[i].Obj().Object("resources")?.Object(list), old[i].Obj().Object("resources")?.Object(list)))
                {
                    errors.Forbidden(path.Index(i).Child("resources", list), $"resource {list} cannot be removed");
                }
            }
        }
    }

    private static bool IsRemoved(ObjectNode? next, ObjectNode? old)
    {
        foreach (var (name, _) in old ?? [])
        {
            if (next?.Has(name) != true)
            {
                return true;
            }
        }

        return false;
    }

    private static void Others(List<Node> containers, List<Node> old, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < containers.Count; i++)
        {
            Mask(containers[i].Obj().Child("resources"), old[i].Obj().Object("resources"));
            if (!Same(containers[i].Obj(), old[i].Obj()))
            {
                errors.Forbidden(path, OnlyCpuAndMemory);
            }
        }
    }

    private static void InitContainers(List<Node> containers, List<Node> old, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < containers.Count; i++)
        {
            var container = containers[i].Obj();
            var isChanged = !Same(container, old[i].Obj());
            Mask(container.Child("resources"), old[i].Obj().Object("resources"));
            if (!Same(container, old[i].Obj()))
            {
                errors.Forbidden(path.Index(i), "only cpu and memory resources for init or sidecar containers are mutable");
            }

            if (isChanged && InitContainerChecks.RestartsOnResize(container))
            {
                errors.Forbidden(path.Index(i), "non-sidecar init containers with a resize policy of RestartContainer cannot be resized");
            }
        }
    }

    private static bool Same(ObjectNode left, ObjectNode right) => Node.DeepEquals(left, right);

    // Gives cpu and memory their old values, so that only forbidden changes are left.
    private static void Mask(ObjectNode resources, ObjectNode? old)
    {
        foreach (var list in new[] { "limits", "requests" })
        {
            var masked = resources.Object(list) ?? [];
            foreach (var name in new[] { "cpu", "memory" })
            {
                masked[name] = old?.Object(list)?[name];
            }

            resources[list] = masked.Count == 0 ? null : masked;
        }
    }
}
