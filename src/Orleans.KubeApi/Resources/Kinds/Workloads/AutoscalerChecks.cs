using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>Checks of an autoscaler's spec in the shape of autoscaling/v2.</summary>
internal static class AutoscalerChecks
{
    private const int LongestPeriod = 1800;
    private const int LongestWindow = 3600;
    private static readonly string[] Selections = ["Disabled", "Max", "Min"];
    private static readonly string[] PolicyTypes = ["Percent", "Pods"];
    private static readonly FieldPath Target = TemplateRules.Spec.Child("scaleTargetRef");
    private static readonly FieldPath Metrics = TemplateRules.Spec.Child("metrics");
    private static readonly FieldPath Behavior = TemplateRules.Spec.Child("behavior");

    /// <summary>Checks a spec; <paramref name="oldSpec"/> is the stored one on updates.</summary>
    public static void Spec(ObjectNode spec, ObjectNode? oldSpec, FieldErrors errors)
    {
        // Scaling to zero is off; objects that have it from elsewhere keep it.
        var least = oldSpec?.Integer("minReplicas") == 0 ? 0 : 1;
        if (spec.Integer("minReplicas") < least)
        {
            errors.Invalid(TemplateRules.Spec.Child("minReplicas"), spec["minReplicas"], $"must be greater than or equal to {least}");
        }

        CheckMax(spec, errors);
        var target = spec.Object("scaleTargetRef") ?? [];
        var oldTarget = oldSpec?.Object("scaleTargetRef");

        // ReplicationController is the only kind of the core group that scales.
        Reference(target, Target, target.Str("kind") != "ReplicationController", IsMalformed(oldTarget), errors);
        CheckMetrics(spec, oldSpec, errors);
        if (spec.Object("behavior") is { } behavior)
        {
            ScalingRules(behavior.Object("scaleUp"), Behavior.Child("scaleUp"), errors);
            ScalingRules(behavior.Object("scaleDown"), Behavior.Child("scaleDown"), errors);
        }
    }

    /// <summary>A reference to an object of another kind.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="needsGroup">Whether the API version must name a group.</param>
    /// <param name="tolerate">Whether the API version isn't looked at.</param>
    /// <param name="errors">Receives what is wrong.</param>
    public static void Reference(ObjectNode reference, FieldPath path, bool needsGroup, bool tolerate, FieldErrors errors)
    {
        PathName(reference.Str("kind"), "", path.Child("kind"), errors);
        PathName(reference.Str("name"), "", path.Child("name"), errors);
        var version = reference.Str("apiVersion");
        if (tolerate)
        {
            return;
        }

        if (HasTooManyParts(version))
        {
            errors.Invalid(path.Child("apiVersion"), version, $"unexpected GroupVersion string: {version}");
        }
        else if (needsGroup && version.IndexOf('/') <= 0)
        {
            errors.Invalid(path.Child("apiVersion"), version, "apiVersion must specify API group");
        }
    }

    /// <summary>A name that must be there and be one segment of a path.</summary>
    public static void PathName(string name, string missing, FieldPath path, FieldErrors errors)
    {
        if (name.Length == 0)
        {
            errors.Required(path, missing);
            return;
        }

        FieldChecks.Report(errors, path, name, NameRules.PathSegment(name));
    }

    private static void CheckMax(ObjectNode spec, FieldErrors errors)
    {
        var most = spec.Int("maxReplicas");
        var path = TemplateRules.Spec.Child("maxReplicas");
        if (most == 0)
        {
            errors.Required(path, "must be set and greater than 0");
        }
        else if (most < 0)
        {
            errors.Invalid(path, most, "must be greater than 0");
        }

        if (most < spec.Integer("minReplicas"))
        {
            errors.Invalid(path, most, "must be greater than or equal to `minReplicas`");
        }
    }

    private static void CheckMetrics(ObjectNode spec, ObjectNode? oldSpec, FieldErrors errors)
    {
        var metrics = spec.Items("metrics");
        var tolerate = oldSpec is not null
            && oldSpec.Items("metrics").Exists(m => IsMalformed(m.Obj().Object("object")?.Object("describedObject")));
        var canWake = false;
        for (var i = 0; i < metrics.Count; i++)
        {
            var metric = metrics[i].Obj();
            MetricChecks.Metric(metric, Metrics.Index(i), tolerate, errors);
            canWake |= metric.Str("type") is "Object" or "External";
        }

        if (spec.Integer("minReplicas") == 0 && !canWake)
        {
            errors.Forbidden(Metrics, "must specify at least one Object or External metric to support scaling to zero replicas");
        }
    }

    private static void ScalingRules(ObjectNode? rules, FieldPath path, FieldErrors errors)
    {
        if (rules is null)
        {
            return;
        }

        var window = rules.Int("stabilizationWindowSeconds");
        if (window is < 0 or > LongestWindow)
        {
            errors.Invalid(path.Child("stabilizationWindowSeconds"), window, window < 0
                ? "must be greater than or equal to zero" : $"must be less than or equal to {LongestWindow}");
        }

        if (rules.Text("selectPolicy") is { } select && select is not ("Max" or "Min" or "Disabled"))
        {
            errors.NotSupported(path.Child("selectPolicy"), select, Selections);
        }

        var policies = rules.Items("policies");
        if (policies.Count == 0)
        {
            errors.Required(path.Child("policies"), "must specify at least one Policy");
        }

        for (var i = 0; i < policies.Count; i++)
        {
            Policy(policies[i].Obj(), path.Child("policies").Index(i), errors);
        }

        if (rules["tolerance"] is { } tolerance && ResourceLists.Amount(tolerance).Mantissa.Sign < 0)
        {
            errors.Invalid(path.Child("tolerance"), tolerance, "must be greater or equal to zero");
        }
    }

    private static void Policy(ObjectNode policy, FieldPath path, FieldErrors errors)
    {
        if (policy.Str("type") is not ("Pods" or "Percent"))
        {
            errors.NotSupported(path.Child("type"), policy.Str("type"), PolicyTypes);
        }

        var (value, period) = (policy.Int("value"), policy.Int("periodSeconds"));
        if (value <= 0)
        {
            errors.Invalid(path.Child("value"), value, "must be greater than zero");
        }

        if (period is <= 0 or > LongestPeriod)
        {
            errors.Invalid(path.Child("periodSeconds"), period,
                period <= 0 ? "must be greater than zero" : $"must be less than or equal to {LongestPeriod}");
        }
    }

    // What a stored object already has wrong is let through.
    private static bool IsMalformed(ObjectNode? reference) =>
        reference is not null && (HasTooManyParts(reference.Str("apiVersion")) || reference.Str("apiVersion").IndexOf('/') <= 0);

    private static bool HasTooManyParts(string version) => version != "/" && version.AsSpan().Count('/') > 1;
}
