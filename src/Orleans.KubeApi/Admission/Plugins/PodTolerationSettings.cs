using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>What PodTolerationRestriction does for namespaces without annotations.</summary>
/// <param name="Default">Tolerations that pods get.</param>
/// <param name="Allowed">Tolerations that pods may have; empty: all.</param>
internal sealed record PodTolerationSettings(IReadOnlyList<ObjectNode> Default, IReadOnlyList<ObjectNode> Allowed)
{
    private const string Group = "podtolerationrestriction.admission.k8s.io/";

    /// <summary>Reads a configuration; none means nothing.</summary>
    /// <exception cref="FormatException">Says what is wrong with it.</exception>
    public static PodTolerationSettings Read(ObjectNode? configuration)
    {
        if (configuration is null)
        {
            return new([], []);
        }

        ConfigurationChecks.Kind(configuration, "Configuration", Group + "v1alpha1");
        ConfigurationChecks.Members(configuration, "", "apiVersion", "kind", "default", "whitelist");
        return new(List(configuration, "default"), List(configuration, "whitelist"));
    }

    private static List<ObjectNode> List(ObjectNode configuration, string name) =>
        [.. (configuration.Array(name)?.Items ?? []).Select(i => i as ObjectNode ?? throw new FormatException($"{name}: no object"))];
}
