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

        ConfigurationReader.Root(configuration, "Configuration", Group + "v1alpha1");
        var reader = new ConfigurationReader();
        reader.Known(configuration, "", "apiVersion", "kind", "default", "whitelist");
        List<ObjectNode> usual = [.. reader.Objects(configuration, "default", "").Select(t => t.Item)];
        List<ObjectNode> allowed = [.. reader.Objects(configuration, "whitelist", "").Select(t => t.Item)];
        reader.ThrowIfWrong();
        return new(usual, allowed);
    }
}
