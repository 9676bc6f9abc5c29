using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission;

/// <summary>
/// AdmissionConfiguration of <c>apiserver.config.k8s.io</c>: a document for each plug-in, in the file itself or in one of its own.
/// </summary>
internal static class AdmissionConfiguration
{
    /// <summary>The documents by plug-in.</summary>
    /// <param name="document">The configuration.</param>
    /// <param name="read">Reads the file of a path that stands in it.</param>
    /// <exception cref="FormatException">Says what is wrong with it.</exception>
    public static IReadOnlyDictionary<string, ObjectNode> Read(ObjectNode document, Func<string, ObjectNode> read)
    {
        ConfigurationReader.Root(
            document, "AdmissionConfiguration", "apiserver.config.k8s.io/v1", "apiserver.config.k8s.io/v1alpha1", "apiserver.k8s.io/v1alpha1");
        var reader = new ConfigurationReader();
        reader.Known(document, "", "apiVersion", "kind", "plugins");
        var plugins = reader.Objects(document, "plugins", "").ToList();
        foreach (var (plugin, path) in plugins)
        {
            reader.Known(plugin, path, "name", "path", "configuration");
            reader.Check(reader.Text(plugin, "name", path).Length > 0, $"{path}.name", "is required");
            _ = (reader.Text(plugin, "path", path), reader.Optional(plugin, "configuration", path));
        }

        reader.ThrowIfWrong();
        var configurations = new Dictionary<string, ObjectNode>(StringComparer.Ordinal);
        foreach (var (plugin, _) in plugins)
        {
            var name = plugin.Text("name") ?? "";
            var content = plugin.Object("configuration")
                ?? (plugin.Text("path") is { Length: > 0 } path ? read(path) : throw new FormatException($"{name}: no configuration and no path"));
            if (!configurations.TryAdd(name, content))
            {
                throw new FormatException($"plugin \"{name}\" is there twice");
            }
        }

        return configurations;
    }
}
