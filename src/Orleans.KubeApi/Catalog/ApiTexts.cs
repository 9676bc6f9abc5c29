using System.IO.Compression;
using System.Text;

namespace Orleans.KubeApi.Catalog;

/// <summary>
/// Descriptions of types and fields, taken from the KubernetesClient package at build time (infra/build/ApiTexts.targets). Loaded only when
/// OpenAPI is asked for: about 1.5 MB of text.
/// </summary>
internal sealed class ApiTexts
{
    private readonly Dictionary<string, string> _texts;

    private ApiTexts(Dictionary<string, string> texts) => _texts = texts;

    /// <summary>Number of texts.</summary>
    public int Count => _texts.Count;

    /// <summary>Reads the embedded texts.</summary>
    public static ApiTexts Load()
    {
        using var stream = typeof(ApiTexts).Assembly.GetManifestResourceStream("Facts/api-texts.deflate")
            ?? throw new InvalidOperationException("API texts are not embedded");
        using var reader = new StreamReader(new DeflateStream(stream, CompressionMode.Decompress), Encoding.UTF8);
        var texts = new Dictionary<string, string>(8000, StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            texts[line[..tab].ToLowerInvariant()] = Unescape(line[(tab + 1)..]);
        }

        return new ApiTexts(texts);
    }

    /// <summary>The description of a type by its full name (<c>io.k8s.api.core.v1.Pod</c>), null if the package has none.</summary>
    public string? OfType(string fullName)
    {
        var (common, special) = ModelNames(fullName);
        return _texts.GetValueOrDefault(special) ?? _texts.GetValueOrDefault(common);
    }

    /// <summary>The description of a field by its JSON name, null if the package has none.</summary>
    public string? OfField(string fullName, string jsonName)
    {
        var (common, special) = ModelNames(fullName);
        var model = _texts.ContainsKey(special) ? special : common;
        var field = Letters(jsonName);
        // Where a name is a keyword of C# or its class's, the package appends a word.
        return _texts.GetValueOrDefault($"{model}.{field}") ?? _texts.GetValueOrDefault($"{model}.{field}property");
    }

    // The package calls types V1Pod, and Corev1Event where two groups have a type of the same name.
    private static (string Common, string Special) ModelNames(string fullName)
    {
        var parts = fullName.Split('.');
        var name = parts[^1];
        var version = parts.Length > 1 ? parts[^2] : "";
        var group = parts.Length > 2 ? parts[^3] : "";
        return ($"{version}{name}".ToLowerInvariant(), $"{group}{version}{name}".ToLowerInvariant());
    }

    private static string Letters(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var escaped = text[i] == '\\' && ++i < text.Length;
            result.Append(escaped && text[i] == 'n' ? '\n' : text[i]);
        }

        return result.ToString();
    }
}
