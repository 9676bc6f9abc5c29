using System.IO.Compression;
using System.Text;

namespace Orleans.KubeApi.Discovery;

/// <summary>
/// The documentation of the API's types, taken at build time out of the KubernetesClient package (infra/build/ApiTexts.targets). It names
/// types as C# classes: "V1PodSpec", or with the group where a name occurs in several ("Corev1Event"). Some megabytes: load it, render,
/// let go.
/// </summary>
internal sealed class ApiTexts : ISchemaTexts
{
    // Stands for a line break inside a text.
    private const char LineBreak = '\u0001';

    private readonly Dictionary<string, string> _texts = new(5_000, StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string?> _classes = new(StringComparer.Ordinal);

    private ApiTexts()
    {
    }

    /// <summary>Reads the embedded texts.</summary>
    public static ApiTexts Load()
    {
        var texts = new ApiTexts();
        using var stream = typeof(ApiTexts).Assembly.GetManifestResourceStream("Facts/ApiTexts.txt.gz")
            ?? throw new InvalidOperationException("the texts of the API are not embedded");
        using var reader = new StreamReader(new GZipStream(stream, CompressionMode.Decompress), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            var tab = line.IndexOf('\t');
            texts._texts[line[..tab]] = line[(tab + 1)..].Replace(LineBreak, '\n');
        }

        return texts;
    }

    /// <inheritdoc/>
    public string OfType(string type) =>
        OwnTexts.Of(type) ?? (ClassOf(type) is { } name ? _texts[name] : "");

    /// <inheritdoc/>
    public string OfField(string type, string field)
    {
        if (ClassOf(type) is not { } name)
        {
            return "";
        }

        var property = $"{name}.{field.Replace("$", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal)}";
        return _texts.GetValueOrDefault(property) ?? _texts.GetValueOrDefault(property + "Property") ?? "";
    }

    // "io.k8s.api.core.v1.Event" is Corev1Event if there is such a class, else V1Event.
    private string? ClassOf(string type)
    {
        if (_classes.TryGetValue(type, out var known))
        {
            return known;
        }

        var parts = type.Split('.');
        var plain = parts.Length < 3 ? "" : parts[^2] + parts[^1];
        var name = parts.Length < 3 ? null
            : _texts.ContainsKey(parts[^3] + plain) ? parts[^3] + plain
            : _texts.ContainsKey(plain) ? plain
            : null;
        _classes[type] = name;
        return name;
    }
}
