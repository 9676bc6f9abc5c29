using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds.Policy;

/// <summary>Names that a coming feature keeps for itself.</summary>
internal static class StaticNames
{
    private const string Suffix = ".static.k8s.io";

    /// <summary>Warns of a name of that kind.</summary>
    public static void Warn(ObjectNode tree, KindContext context)
    {
        if (new ObjectMeta(tree).Name.EndsWith(Suffix, StringComparison.Ordinal))
        {
            context.Warnings.Add(
                $"metadata.name: names ending with \"{Suffix}\" will be reserved for static manifest-based configurations " +
                "when the ManifestBasedAdmissionControlConfig feature gate is enabled");
        }
    }
}
