using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>What an update of a pod may change (ValidatePodUpdate): hardly more than images.</summary>
internal static class PodUpdateChecks
{
    private const string Updatable =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
        + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
        + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n";

    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";

    /// <summary>Checks a changed pod; the pod by itself is already checked.</summary>
    public static void Check(ObjectNode pod, ObjectNode old, FieldErrors errors)
    {
        var path = FieldPath.Of("spec");
        var spec = pod.Object("spec") ?? [];
        var before = old.Object("spec") ?? [];
        if (!Containers(spec, before, "containers", path, errors) || !Containers(spec, before, "initContainers", path, errors)
            || !Deadline(spec, before, path.Child("activeDeadlineSeconds"), errors))
        {
            return;
        }

        AddedTolerations(spec, before, path.Child("tolerations"), errors);
        DeletedGates(spec, before, path.Child("schedulingGates"), errors);
        if (Node.DeepEquals(spec, before))
        {
            return;
        }

        var allowed = Allowed(spec, before);
        if (before.Items("schedulingGates").Count > 0)
        {
            Gated(allowed, before, path, errors);
        }

        if (!Node.DeepEquals(allowed, before))
        {
            errors.Forbidden(path, Updatable);
        }
    }

    private static bool Containers(ObjectNode spec, ObjectNode before, string list, FieldPath path, FieldErrors errors)
    {
        var containers = spec.Items(list);
        if (containers.Count != before.Items(list).Count)
        {
            errors.Forbidden(path.Child(list), "pod updates may not add or remove containers");
            return false;
        }

        for (var i = 0; i < containers.Count; i++)
        {
            if (containers[i].Obj().Str("image").Length == 0)
            {
                errors.Required(path.Child(list).Index(i).Child("image"));
            }

            PodSpecChecks.ImageBlanks(containers[i].Obj(), path.Child(list).Index(i), errors);
        }

        return true;
    }

    private static bool Deadline(ObjectNode spec, ObjectNode before, FieldPath path, FieldErrors errors)
    {
        var old = before.Integer("activeDeadlineSeconds");
        if (spec.Integer("activeDeadlineSeconds") is not { } next)
        {
            if (old is not null)
            {
                errors.Invalid(path, NullNode.Instance, "must not update from a positive integer to nil value");
            }

            return true;
        }

        if (next is < 0 or > int.MaxValue)
        {
            errors.Invalid(path, next, "must be between 0 and 2147483647, inclusive");
            return false;
        }

        if (old < next)
        {
            errors.Invalid(path, next, "must be less than or equal to previous value");
            return false;
        }

        return true;
    }

    private static void AddedTolerations(ObjectNode spec, ObjectNode before, FieldPath path, FieldErrors errors)
    {
        var tolerations = spec.Items("tolerations");
        var kept = tolerations.Select(t => TolerationChecks.ButSeconds(t.Obj())).ToHashSet();
        foreach (var old in before.Items("tolerations"))
        {
            if (!kept.Contains(TolerationChecks.ButSeconds(old.Obj())))
            {
                errors.Forbidden(path, "existing toleration can not be modified except its tolerationSeconds");
                return;
            }
        }

        TolerationChecks.Check(tolerations, path, errors);
    }

    private static void DeletedGates(ObjectNode spec, ObjectNode before, FieldPath path, FieldErrors errors)
    {
        var gates = spec.Items("schedulingGates");
        var known = new HashSet<string>(before.Items("schedulingGates").Select(g => g.Obj().Str("name")), StringComparer.Ordinal);
        for (var i = 0; i < gates.Count; i++)
        {
            var name = gates[i].Obj().Str("name");
            if (!known.Contains(name))
            {
                errors.Forbidden(path.Index(i).Child("name"), $"only deletion is allowed, but found new scheduling gate '{name}'");
            }
        }
    }

    // The new spec with the old values of all that may change: what still differs then, may not.
    private static ObjectNode Allowed(ObjectNode spec, ObjectNode before)
    {
        var allowed = (ObjectNode)spec.Clone();
        foreach (var list in new[] { "containers", "initContainers" })
        {
            var containers = allowed.Items(list);
            for (var i = 0; i < containers.Count; i++)
            {
                containers[i].Obj()["image"] = before.Items(list)[i].Obj()["image"];
            }
        }

        foreach (var member in new[] { "activeDeadlineSeconds", "schedulingGates", "tolerations" })
        {
            allowed[member] = before[member];
        }

        if (before.Int("terminationGracePeriodSeconds") < 0 && allowed.Int("terminationGracePeriodSeconds") == 1)
        {
            allowed["terminationGracePeriodSeconds"] = before["terminationGracePeriodSeconds"];
        }

        return allowed;
    }

    // While a gate holds a pod back, where it may run can still be narrowed.
    private static void Gated(ObjectNode allowed, ObjectNode before, FieldPath path, FieldErrors errors)
    {
        foreach (var (key, value) in before.Object("nodeSelector") ?? [])
        {
            if (allowed.Object("nodeSelector")?.Text(key) != value.Str())
            {
                errors.Invalid(path.Child("nodeSelector"), allowed["nodeSelector"],
                    "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
                break;
            }
        }

        allowed["nodeSelector"] = before["nodeSelector"];
        var old = before.Object("affinity")?.Object("nodeAffinity");
        var next = allowed.Object("affinity")?.Object("nodeAffinity");
        if (Node.DeepEquals(old, next) || (old is null && next is null))
        {
            return;
        }

        NodeAffinity(next, old, path.Child("affinity", "nodeAffinity").Child(Required, "nodeSelectorTerms"), errors);
        var affinity = allowed.Child("affinity");
        affinity["nodeAffinity"] = old;
        if (affinity.Count == 0 && !before.Has("affinity"))
        {
            allowed.Remove("affinity");
        }
    }

    private static void NodeAffinity(ObjectNode? next, ObjectNode? old, FieldPath path, FieldErrors errors)
    {
        if (old?.Object(Required) is not { } required)
        {
            return;
        }

        var oldTerms = required.Items("nodeSelectorTerms");
        var terms = next?.Object(Required).Items("nodeSelectorTerms") ?? [];
        if (oldTerms.Count > 0 && oldTerms.Count != terms.Count)
        {
            errors.Invalid(path, new ArrayNode(terms), "no additions/deletions to non-empty NodeSelectorTerms list are allowed");
            return;
        }

        for (var i = 0; i < oldTerms.Count; i++)
        {
            if (!OnlyAdds(terms[i].Obj(), oldTerms[i].Obj()))
            {
                errors.Invalid(path.Index(i), terms[i], "only additions are allowed (no mutations or deletions)");
            }
        }
    }

    private static bool OnlyAdds(ObjectNode term, ObjectNode old)
    {
        var isEmpty = old.Items("matchExpressions").Count == 0 && old.Items("matchFields").Count == 0;
        if (isEmpty)
        {
            return term.Items("matchExpressions").Count == 0 && term.Items("matchFields").Count == 0;
        }

        foreach (var list in new[] { "matchExpressions", "matchFields" })
        {
            var (next, before) = (term.Items(list), old.Items(list));
            if (next.Count < before.Count || !before.Zip(next).All(p => Node.DeepEquals(p.First, p.Second)))
            {
                return false;
            }
        }

        return true;
    }
}
