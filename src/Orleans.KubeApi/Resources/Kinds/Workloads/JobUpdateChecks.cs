using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>What of a Job may not change, and what of a suspended one may.</summary>
internal static class JobUpdateChecks
{
    private static readonly string[] Frozen = ["completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"];
    private static readonly string[] Directives = ["nodeSelector", "tolerations", "schedulingGates"];

    /// <summary>Compares a changed spec with the stored job.</summary>
    public static void Check(ObjectNode spec, ObjectNode old, FieldErrors errors)
    {
        var oldSpec = old.Child("spec");
        CheckCompletions(spec, oldSpec, errors);
        Checks.Immutable(spec, oldSpec, "selector", TemplateRules.Spec, errors);
        var template = spec.Child("template");
        if (!Checks.Same(template, Allowed(template, oldSpec.Child("template"), old)))
        {
            errors.Invalid(TemplateRules.Template, UpdateStrategyText.GoNames(template), Checks.ImmutableText);
        }

        foreach (var name in Frozen)
        {
            if (!Checks.Same(spec[name], oldSpec[name]))
            {
                errors.Invalid(TemplateRules.Spec.Child(name), UpdateStrategyText.GoNames(spec[name]), Checks.ImmutableText);
            }
        }
    }

    // An indexed job may grow and shrink: completions and parallelism move together.
    private static void CheckCompletions(ObjectNode spec, ObjectNode oldSpec, FieldErrors errors)
    {
        if (spec.Str("completionMode") != "Indexed")
        {
            Checks.Immutable(spec, oldSpec, "completions", TemplateRules.Spec, errors);
        }
        else if (spec.Integer("completions") is { } completions && completions != oldSpec.Integer("completions")
            && completions != spec.Integer("parallelism"))
        {
            errors.Invalid(TemplateRules.Spec.Child("completions"), completions, "can only be modified in tandem with spec.parallelism");
        }
    }

    // The stored template with all that may change taken from the new one.
    private static ObjectNode Allowed(ObjectNode template, ObjectNode oldTemplate, ObjectNode old)
    {
        if (!MayChange(old))
        {
            return oldTemplate;
        }

        var allowed = (ObjectNode)oldTemplate.Clone();
        var (pod, newPod) = (allowed.Child("spec"), template.Child("spec"));
        foreach (var name in Directives)
        {
            pod[name] = newPod[name];
        }

        TakeNodeAffinity(pod, newPod);
        var (metadata, newMetadata) = (allowed.Child("metadata"), template.Child("metadata"));
        metadata["labels"] = newMetadata["labels"];
        metadata["annotations"] = newMetadata["annotations"];
        TakeResources(pod, newPod, "containers");
        TakeResources(pod, newPod, "initContainers");
        return allowed;
    }

    // Suspended, without pods, and never started or really stopped.
    private static bool MayChange(ObjectNode old)
    {
        var status = old.Object("status");
        return old.Object("spec").Flag("suspend") && status.Int("active") == 0
            && (status?.Has("startTime") != true || JobStatusChecks.Has(status, "Suspended"));
    }

    private static void TakeNodeAffinity(ObjectNode pod, ObjectNode newPod)
    {
        var affinity = newPod.Object("affinity");
        if (pod.Object("affinity") is null && affinity is null)
        {
            return;
        }

        var merged = pod.Child("affinity");
        merged["nodeAffinity"] = affinity?["nodeAffinity"];
        if (affinity is null && merged.Count == 0)
        {
            pod.Remove("affinity");
        }
    }

    private static void TakeResources(ObjectNode pod, ObjectNode newPod, string list)
    {
        var (containers, newContainers) = (pod.Items(list), newPod.Items(list));
        for (var i = 0; i < containers.Count && i < newContainers.Count; i++)
        {
            if (containers[i] is ObjectNode container)
            {
                container["resources"] = newContainers[i].Obj()["resources"];
            }
        }
    }
}
