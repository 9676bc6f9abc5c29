using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>Labels of nodes that have newer names, and the warnings of who still uses them.</summary>
internal static class DeprecatedNodeLabels
{
    /// <summary>What to say of a label; null if it's fine.</summary>
    public static string? Text(string key) => key switch
    {
        "beta.kubernetes.io/arch" => "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
        "beta.kubernetes.io/os" => "deprecated since v1.14; use \"kubernetes.io/os\" instead",
        "failure-domain.beta.kubernetes.io/region" => "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
        "failure-domain.beta.kubernetes.io/zone" => "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
        "beta.kubernetes.io/instance-type" => "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
        "app.kubernetes.io/created-by" => "deprecated since v1.9",
        "scheduler.alpha.kubernetes.io/preferAvoidPods" => "deprecated since v1.22; use Taints and Tolerations instead",
        "node-role.kubernetes.io/master" => "use \"node-role.kubernetes.io/control-plane\" instead",
        _ => null,
    };

    /// <summary>Warns of a label that has a newer name.</summary>
    public static void Warn(string key, FieldPath path, List<string> warnings)
    {
        if (Text(key) is { } text)
        {
            warnings.Add($"{path}: {key} is {text}");
        }
    }

    /// <summary>The same where the original doesn't name the label.</summary>
    public static void WarnUnnamed(string key, FieldPath path, List<string> warnings)
    {
        if (Text(key) is { } text)
        {
            warnings.Add($"{path}: {text}");
        }
    }

    /// <summary>Warnings of a node selector term; of values too where nothing refuses them.</summary>
    public static void WarnTerm(ObjectNode term, FieldPath path, bool checkValues, List<string> warnings)
    {
        var expressions = term.Items("matchExpressions");
        for (var i = 0; i < expressions.Count; i++)
        {
            var key = expressions[i].Obj().Str("key");
            var at = path.Child("matchExpressions").Index(i);
            Warn(key, at.Child("key"), warnings);
            var values = expressions[i].Obj().Items("values");
            for (var j = 0; j < values.Count && checkValues; j++)
            {
                foreach (var wrong in LabelSyntax.ValueErrors(values[j].Str()))
                {
                    warnings.Add($"{at.Child("values").Index(j)}: {values[j].Str()} is invalid, {wrong}");
                }
            }
        }
    }
}
