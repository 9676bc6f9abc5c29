using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Devices;

/// <summary>Taints of devices and what tolerates them.</summary>
internal static class DeviceTaints
{
    private static readonly string[] Effects = ["NoExecute", "NoSchedule", "None"];
    private static readonly string[] Operators = ["Equal", "Exists"];

    /// <summary>Checks a taint; an effect the old one had stays allowed.</summary>
    public static void Check(FieldErrors errors, FieldPath path, ObjectNode? taint, ObjectNode? old)
    {
        Names.Qualified(errors, path.Child("key"), taint.Str("key"));
        Names.LabelValue(errors, path.Child("value"), taint.Str("value"));
        var effect = taint.Str("effect");
        if (old is not null && old.Str("effect") == effect)
        {
            return;
        }

        if (effect.Length == 0)
        {
            errors.Required(path.Child("effect"));
        }
        else if (!Effects.Contains(effect))
        {
            errors.NotSupported(path.Child("effect"), effect, Effects);
        }
    }

    /// <summary>Checks a toleration.</summary>
    public static void CheckToleration(FieldErrors errors, FieldPath path, ObjectNode? toleration)
    {
        if (toleration.Str("key") is { Length: > 0 } key)
        {
            Names.Qualified(errors, path.Child("key"), key);
        }

        var value = toleration.Str("value");
        switch (toleration.Str("operator"))
        {
            case "Exists":
                if (value.Length > 0)
                {
                    errors.Invalid(path.Child("value"), value, "must be empty for operator `Exists`");
                }

                break;
            case "Equal":
                Names.LabelValue(errors, path.Child("value"), value);
                break;
            case "":
                errors.Required(path.Child("operator"));
                break;
            case var other:
                errors.NotSupported(path.Child("operator"), other, Operators);
                break;
        }

        var effect = toleration.Str("effect");
        if (effect.Length > 0 && !Effects.Contains(effect))
        {
            errors.NotSupported(path.Child("effect"), effect, Effects);
        }
    }

    /// <summary>Fills the operator: an absent one means Equal.</summary>
    public static void DefaultTolerations(ObjectNode? holder)
    {
        foreach (var toleration in holder.Items("tolerations").OfType<ObjectNode>())
        {
            Fill.Zero(toleration, "operator", "Equal");
        }
    }

    /// <summary>Checks the conditions that bind a device or fail it: label keys, apart from each other, both or none.</summary>
    public static void CheckBinding(FieldErrors errors, FieldPath path, ObjectNode? holder)
    {
        var (good, bad) = (holder.Items("bindingConditions"), holder.Items("bindingFailureConditions"));
        CheckConditions(errors, path.Child("bindingConditions"), good);
        CheckConditions(errors, path.Child("bindingFailureConditions"), bad);
        DeviceNames.Unique(errors, path.Child("bindingConditions"), good, c => c.Str());
        DeviceNames.Unique(errors, path.Child("bindingFailureConditions"), bad, c => c.Str());
        var binding = new HashSet<string>(good.OfType<TextNode>().Select(g => g.Value), StringComparer.Ordinal);
        for (var i = 0; i < bad.Count; i++)
        {
            if (bad[i] is TextNode { Value: var failing } && binding.Contains(failing))
            {
                errors.Invalid(path.Child("bindingFailureConditions").Index(i), bad[i],
                    "bindingFailureConditions must not overlap with bindingConditions");
            }
        }

        if (good.Count == 0 && bad.Count > 0)
        {
            errors.Invalid(path.Child("bindingConditions"), null, "bindingConditions are required to use bindingFailureConditions");
        }

        if (bad.Count == 0 && good.Count > 0)
        {
            errors.Invalid(path.Child("bindingFailureConditions"), null, "bindingFailureConditions are required to use bindingConditions");
        }
    }

    private static void CheckConditions(FieldErrors errors, FieldPath path, List<Node> names)
    {
        if (!DeviceNames.Fits(errors, path, names, 4))
        {
            return;
        }

        for (var i = 0; i < names.Count; i++)
        {
            Names.Qualified(errors, path.Index(i), names[i].Str());
        }
    }
}
