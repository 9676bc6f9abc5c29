using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>What PodTolerationRestriction does for namespaces without annotations.</summary>
/// <param name="Default">Tolerations that pods get.</param>
/// <param name="Allowed">Tolerations that pods may have; empty: all.</param>
internal sealed record PodTolerationSettings(IReadOnlyList<ObjectNode> Default, IReadOnlyList<ObjectNode> Allowed)
{
    private const string Group = "podtolerationrestriction.admission.k8s.io/";
    private static readonly string[] Texts = ["key", "operator", "value", "effect"];

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
        var (usual, allowed) = (Tolerations(configuration, "default", reader), Tolerations(configuration, "whitelist", reader));
        reader.ThrowIfWrong();
        return new(usual, allowed);
    }

    private static List<ObjectNode> Tolerations(ObjectNode configuration, string list, ConfigurationReader reader)
    {
        var found = new List<ObjectNode>();
        foreach (var (item, path) in reader.Objects(configuration, list, ""))
        {
            reader.Known(item, path, [.. Texts, "tolerationSeconds"]);
            foreach (var name in Texts)
            {
                _ = reader.Text(item, name, path);
            }

            _ = reader.Number(item, "tolerationSeconds", path);
            found.Add(item);
        }

        return found;
    }
}
