using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission;

/// <summary>What all configuration files of plug-ins have to keep: a known kind, and no member that nobody reads.</summary>
internal static class ConfigurationChecks
{
    /// <summary>The document is of this kind and one of these versions.</summary>
    /// <exception cref="FormatException">It isn't.</exception>
    public static void Kind(ObjectNode document, string kind, params ReadOnlySpan<string> versions)
    {
        var version = document.Text("apiVersion") ?? "";
        if (document.Text("kind") != kind || !versions.Contains(version))
        {
            throw new FormatException($"expected {kind} of {string.Join(" or ", versions)}, got {document.Text("kind")} of {version}");
        }
    }

    /// <summary>There are no other members than these.</summary>
    /// <exception cref="FormatException">There is one.</exception>
    public static void Members(ObjectNode node, string path, params ReadOnlySpan<string> known)
    {
        foreach (var (name, _) in node)
        {
            if (!known.Contains(name))
            {
                throw new FormatException($"unknown field \"{path}{name}\"");
            }
        }
    }
}
