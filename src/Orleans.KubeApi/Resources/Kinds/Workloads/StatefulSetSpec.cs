using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Resources.Kinds.Pods;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>Checks of a StatefulSet's spec and status.</summary>
internal static class StatefulSetSpec
{
    private const string ReplicasText = "cannot be greater than status.replicas";
    private static readonly FieldPath Strategy = TemplateRules.Spec.Child("updateStrategy");
    private static readonly FieldPath Retention = TemplateRules.Spec.Child("persistentVolumeClaimRetentionPolicy");
    private static readonly string[] RetentionPolicies = ["Retain", "Delete"];

    /// <summary>Checks a spec; some old sins of a stored one are let through.</summary>
    public static void Check(ObjectNode spec, ObjectNode? oldSpec, FieldErrors errors)
    {
        CheckPolicies(spec, errors);
        Checks.NonNegative(spec, TemplateRules.Spec, errors, "replicas", "minReadySeconds");
        if (spec.Object("ordinals").Int("start") < 0)
        {
            errors.Invalid(TemplateRules.Spec.Child("ordinals.start"), spec.Object("ordinals")!["start"], Checks.NonNegativeText);
        }

        if (oldSpec is null && spec.Str("serviceName") is { Length: > 0 } service)
        {
            Names.Label(errors, TemplateRules.Spec, "serviceName", service);
        }

        TemplateRules.RequiredSelector(spec, "empty selector is invalid for statefulset", errors);
        var template = spec.Child("template");
        if (!TemplateRules.Selects(spec, errors))
        {
            errors.Invalid(TemplateRules.Spec.Child("selector"), spec["selector"], "");
        }
        else if (oldSpec is null || IsSound(oldSpec))
        {
            PodSpecRules.ValidateTemplate(WithClaims(template, spec), TemplateRules.Template, errors, oldSpec?.Object("template"));
        }

        TemplateRules.NeverEnding(template, "StatefulSet", errors);
    }

    /// <summary>Checks a status against the stored one.</summary>
    public static void CheckStatus(ObjectNode? status, ObjectNode? old, FieldErrors errors)
    {
        var path = TemplateRules.Status;
        Checks.NonNegative(status, path, errors, "replicas", "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas",
            "observedGeneration", "collisionCount");
        foreach (var name in (ReadOnlySpan<string>)["readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"])
        {
            Checks.NotMore(status, name, "replicas", ReplicasText, path, errors);
        }

        Checks.NotMore(status, "availableReplicas", "readyReplicas", "cannot be greater than status.readyReplicas", path, errors);
        Checks.NotDecremented(status, old, "collisionCount", path, errors);
    }

    private static void CheckPolicies(ObjectNode spec, FieldErrors errors)
    {
        switch (spec.Str("podManagementPolicy"))
        {
            case "":
                errors.Required(TemplateRules.Spec.Child("podManagementPolicy"));
                break;
            case "OrderedReady" or "Parallel":
                break;
            default:
                errors.Invalid(TemplateRules.Spec.Child("podManagementPolicy"), spec["podManagementPolicy"],
                    "must be 'OrderedReady' or 'Parallel'");
                break;
        }

        CheckStrategy(spec.Object("updateStrategy"), errors);
        if (spec.Object("persistentVolumeClaimRetentionPolicy") is { } retention)
        {
            foreach (var name in (ReadOnlySpan<string>)["whenDeleted", "whenScaled"])
            {
                if (retention.Str(name) is not ("Retain" or "Delete"))
                {
                    errors.NotSupported(Retention.Child(name), retention.Str(name), RetentionPolicies);
                }
            }
        }
    }

    private static void CheckStrategy(ObjectNode? strategy, FieldErrors errors)
    {
        var rolling = strategy?.Object("rollingUpdate");
        switch (strategy.Str("type"))
        {
            case "":
                errors.Required(Strategy);
                break;
            case "OnDelete" when rolling is not null:
                errors.Invalid(Strategy.Child("rollingUpdate"), UpdateStrategyText.Rolling(rolling),
                    "only allowed for updateStrategy 'RollingUpdate'");
                break;
            case "OnDelete":
                break;
            case "RollingUpdate":
                CheckRolling(rolling, Strategy.Child("rollingUpdate"), errors);
                break;
            default:
                errors.Invalid(Strategy, UpdateStrategyText.Of(strategy), "must be 'RollingUpdate' or 'OnDelete'");
                break;
        }
    }

    private static void CheckRolling(ObjectNode? rolling, FieldPath path, FieldErrors errors)
    {
        Checks.NonNegative(rolling, "partition", path, errors);
        if (rolling?["maxUnavailable"] is not { } unavailable)
        {
            return;
        }

        IntOrPercent.Check(unavailable, path.Child("maxUnavailable"), errors);
        if (IntOrPercent.Amount(unavailable) == 0)
        {
            errors.Invalid(path.Child("maxUnavailable"), unavailable, "cannot be 0");
        }

        IntOrPercent.AtMostHundred(unavailable, path.Child("maxUnavailable"), errors);
    }

    private static bool IsSound(ObjectNode oldSpec)
    {
        var found = new FieldErrors();
        PodSpecRules.ValidateTemplate(
            WithClaims(oldSpec.Child("template"), oldSpec), TemplateRules.Template, found, oldSpec.Object("template"));
        return found.Count == 0;
    }

    // The pods get a volume for every claim template: mounts may name them.
    private static ObjectNode WithClaims(ObjectNode template, ObjectNode spec)
    {
        var claims = spec.Items("volumeClaimTemplates");
        if (claims.Count == 0)
        {
            return template;
        }

        var copy = (ObjectNode)template.Clone();
        var pod = copy.Child("spec");
        var volumes = pod.Array("volumes") ?? new ArrayNode();
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < volumes.Items.Count; i++)
        {
            known.TryAdd(volumes.Items[i].Obj().Str("name"), i);
        }

        foreach (var claim in claims)
        {
            var name = claim.Obj().Object("metadata").Str("name");
            var source = new ObjectNode { ["claimName"] = name };
            var volume = new ObjectNode { ["name"] = name, ["persistentVolumeClaim"] = source };
            if (!known.TryGetValue(name, out var at))
            {
                known.Add(name, volumes.Items.Count);
                volumes.Add(volume);
            }
            else
            {
                volumes.Items[at] = volume;
            }
        }

        pod.Set("volumes", volumes);
        return copy;
    }
}
