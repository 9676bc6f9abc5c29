using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Storage;

/// <summary>Warnings for node labels that got another name.</summary>
internal static class DeprecatedLabels
{
    /// <summary>Adds a warning if the label is one of them.</summary>
    public static void Warn(List<string> warnings, FieldPath path, string label)
    {
        var (since, next) = label switch
        {
            "beta.kubernetes.io/arch" => ("v1.14", "kubernetes.io/arch"),
            "beta.kubernetes.io/os" => ("v1.14", "kubernetes.io/os"),
            "failure-domain.beta.kubernetes.io/region" => ("v1.17", "topology.kubernetes.io/region"),
            "failure-domain.beta.kubernetes.io/zone" => ("v1.17", "topology.kubernetes.io/zone"),
            "beta.kubernetes.io/instance-type" => ("v1.17", "node.kubernetes.io/instance-type"),
            _ => ("", ""),
        };
        if (since.Length > 0)
        {
            warnings.Add($"{path}: {label} is deprecated since {since}; use \"{next}\" instead");
        }
    }
}
