using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>Checks of tolerations: of pods and of runtime classes (ValidateTolerations).</summary>
internal static class TolerationChecks
{
    /// <summary>Checks a list.</summary>
    public static void Check(List<Node> tolerations, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < tolerations.Count; i++)
        {
            One(tolerations[i].Obj(), path.Index(i), errors);
        }
    }

    /// <summary>What makes a toleration another one: all but for how long it holds.</summary>
    public static (string Key, string Operator, string Value, string Effect) ButSeconds(ObjectNode toleration) =>
        (toleration.Str("key"), toleration.Str("operator"), toleration.Str("value"), toleration.Str("effect"));

    /// <summary>No toleration twice, for how long it holds aside.</summary>
    public static void Unique(List<Node> tolerations, FieldPath path, FieldErrors errors)
    {
        var seen = new HashSet<(string, string, string, string)>();
        for (var i = 0; i < tolerations.Count; i++)
        {
            var one = tolerations[i].Obj();
            if (!seen.Add(ButSeconds(one)))
            {
                errors.Duplicate(path.Index(i), InternalText.Toleration(one));
            }
        }
    }

    /// <summary>A taint's effect: one of three.</summary>
    public static void Effect(string effect, FieldPath path, FieldErrors errors)
    {
        if (effect is not ("NoSchedule" or "PreferNoSchedule" or "NoExecute"))
        {
            errors.NotSupported(path, effect, ["NoSchedule", "PreferNoSchedule", "NoExecute"]);
        }
    }

    private static void One(ObjectNode toleration, FieldPath path, FieldErrors errors)
    {
        var (key, comparison) = (toleration.Str("key"), toleration.Str("operator"));
        var (effect, value) = (toleration.Str("effect"), toleration.Str("value"));
        if (key.Length > 0)
        {
            Names.Qualified(errors, path.Child("key"), key);
        }
        else if (comparison != "Exists")
        {
            errors.Invalid(path.Child("operator"), comparison,
                "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        }

        if (toleration["tolerationSeconds"] is NumberNode && effect != "NoExecute")
        {
            errors.Invalid(path.Child("effect"), effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
        }

        switch (comparison)
        {
            case "" or "Equal":
                if (LabelSyntax.ValueErrors(value) is { Count: > 0 } wrong)
                {
                    errors.Invalid(path.Child("operator"), value, string.Join(';', wrong));
                }

                break;
            case "Exists":
                if (value.Length > 0)
                {
                    errors.Invalid(path.Child("operator"), value, "value must be empty when `operator` is 'Exists'");
                }

                break;
            default:
                errors.NotSupported(path.Child("operator"), comparison,
                    comparison is "Lt" or "Gt" ? ["Equal", "Exists", "Lt", "Gt"] : ["Equal", "Exists"]);
                break;
        }

        if (effect.Length > 0)
        {
            Effect(effect, path.Child("effect"), errors);
        }
    }
}
