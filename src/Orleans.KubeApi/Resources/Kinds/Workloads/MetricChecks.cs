using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>Checks of an autoscaler's metrics.</summary>
internal static class MetricChecks
{
    private const string OneTargetText = "must set either a target raw value or a target utilization";
    private const string NotBothText = "may not set both a target raw value and a target utilization";
    private static readonly string[] Types = ["ContainerResource", "External", "Object", "Pods", "Resource"];

    // In the order in which the original looks at them.
    private static readonly (string Member, string Type)[] Sources =
    [
        ("object", "Object"), ("external", "External"), ("pods", "Pods"), ("resource", "Resource"),
        ("containerResource", "ContainerResource"),
    ];

    /// <summary>One metric: a type and the source that belongs to it, no other.</summary>
    public static void Metric(ObjectNode metric, FieldPath path, bool tolerateVersion, FieldErrors errors)
    {
        var type = metric.Str("type");
        if (type.Length == 0)
        {
            errors.Required(path.Child("type"), "must specify a metric source type");
        }

        var isKnown = Array.IndexOf(Types, type) >= 0;
        if (!isKnown)
        {
            errors.NotSupported(path.Child("type"), type, Types);
        }

        var present = 0;
        foreach (var (member, _) in Sources)
        {
            if (metric.Object(member) is { } source && ++present == 1)
            {
                Source(member, source, path.Child(member), tolerateVersion, errors);
            }
        }

        var wanted = Array.Find(Sources, s => s.Type == type).Member;
        if (!isKnown)
        {
            errors.NotSupported(path.Child("type"), type, Types);
        }
        else if (!metric.Has(wanted))
        {
            errors.Required(path.Child(wanted), "must populate information for the given metric source");
        }

        foreach (var (member, _) in Sources)
        {
            if (present != 1 && member != wanted && metric.Has(member))
            {
                errors.Forbidden(path.Child(member), "must populate the given metric source only");
            }
        }
    }

    private static void Source(string member, ObjectNode source, FieldPath path, bool tolerateVersion, FieldErrors errors)
    {
        var target = source.Object("target") ?? [];
        switch (member)
        {
            case "object":
                AutoscalerChecks.Reference(
                    source.Object("describedObject") ?? [], path.Child("describedObject"), needsGroup: false, tolerateVersion, errors);
                Identifier(source, path, errors);
                Target(target, path.Child("target"), errors);
                OneOf(target, "value", path, "must set either a target value or averageValue", errors);
                break;
            case "external":
                Identifier(source, path, errors);
                Target(target, path.Child("target"), errors);
                OneOf(target, "value", path, "must set either a target value for metric or a per-pod target", errors);
                if (target.Has("value") && target.Has("averageValue"))
                {
                    errors.Forbidden(path.Child("target", "value"), "may not set both a target value for metric and a per-pod target");
                }

                break;
            case "pods":
                Identifier(source, path, errors);
                Target(target, path.Child("target"), errors);
                OneOf(target, "averageValue", path, "must specify a positive target averageValue", errors);
                break;
            default:
                Resource(source, target, path, member == "containerResource", errors);
                break;
        }
    }

    private static void OneOf(ObjectNode target, string member, FieldPath path, string text, FieldErrors errors)
    {
        if (!target.Has(member) && !target.Has("averageValue"))
        {
            errors.Required(path.Child("target", "averageValue"), text);
        }
    }

    private static void Resource(ObjectNode source, ObjectNode target, FieldPath path, bool isContainer, FieldErrors errors)
    {
        if (source.Str("name") is not { Length: > 0 } name)
        {
            errors.Required(path.Child("name"), "must specify a resource name");
        }
        else if (isContainer)
        {
            ResourceNames.CheckContainer(errors, path.Child("name"), name);
        }

        if (isContainer && source.Str("container").Length == 0)
        {
            errors.Required(path.Child("container"), "must specify a container");
        }
        else if (isContainer)
        {
            Names.Label(errors, path, "container", source.Str("container"));
        }

        Target(target, path.Child("target"), errors);
        if (!target.Has("averageUtilization") && !target.Has("averageValue"))
        {
            errors.Required(path.Child("target", "averageUtilization"), OneTargetText);
        }

        if (target.Has("averageUtilization") && target.Has("averageValue"))
        {
            errors.Forbidden(path.Child("target", "averageValue"), NotBothText);
        }
    }

    private static void Target(ObjectNode target, FieldPath path, FieldErrors errors)
    {
        var type = target.Str("type");
        if (type.Length == 0)
        {
            errors.Required(path.Child("type"), "must specify a metric target type");
        }

        if (type is not ("Utilization" or "Value" or "AverageValue"))
        {
            errors.Invalid(path.Child("type"), type, "must be either Utilization, Value, or AverageValue");
        }

        foreach (var name in (ReadOnlySpan<string>)["value", "averageValue"])
        {
            if (target[name] is { } amount && ResourceLists.Amount(amount).Mantissa.Sign <= 0)
            {
                errors.Invalid(path.Child(name), amount, "must be positive");
            }
        }

        if (target.Integer("averageUtilization") < 1)
        {
            errors.Invalid(path.Child("averageUtilization"), target["averageUtilization"], "must be greater than 0");
        }
    }

    private static void Identifier(ObjectNode source, FieldPath path, FieldErrors errors) =>
        AutoscalerChecks.PathName(source.Object("metric").Str("name"), "must specify a metric name", path.Child("metric", "name"), errors);
}
