using System.Collections.Frozen;
using Orleans.KubeApi.Catalog;

namespace Orleans.KubeApi.Resources.Printing;

/// <summary>
/// Resolves the descriptions of columns. The API's texts are read once, when the first table is asked for; only what columns need
/// is kept.
/// </summary>
internal static class ColumnTexts
{
    private static readonly Lazy<FrozenDictionary<string, string>> Resolved = new(Resolve);

    /// <summary>The description as the API sends it; "" where the API has no text for the field.</summary>
    public static string Of(Column column) => Reference(column.Text) is null ? column.Text : Resolved.Value[column.Text];

    private static FrozenDictionary<string, string> Resolve()
    {
        var texts = ApiTexts.Load();
        return KindTables.All.Values.Append(ConfigCells.Plain)
            .SelectMany(table => table.Columns)
            .Select(column => column.Text)
            .Where(text => Reference(text) is not null)
            .Distinct()
            .ToFrozenDictionary(text => text, text => Read(texts, text), StringComparer.Ordinal);
    }

    /// <summary>The type and field that a text stands for, null for a plain text.</summary>
    private static (string Type, string Field)? Reference(string text)
    {
        var start = text.StartsWith('=') ? 1 : text.StartsWith("^=", StringComparison.Ordinal) ? 2 : 0;
        if (start == 0)
        {
            return null;
        }

        var slash = text.LastIndexOf('/');
        var type = text[start..slash];
        return (type.StartsWith("io.", StringComparison.Ordinal) ? type : $"io.k8s.api.{type}", text[(slash + 1)..]);
    }

    private static string Read(ApiTexts texts, string text)
    {
        var (type, field) = Reference(text)!.Value;
        var found = texts.OfField(type, field) ?? "";
        foreach (var (_, folded, original) in OldTexts.Repairs.Where(r => text.EndsWith($"={r.Field}", StringComparison.Ordinal)))
        {
            found = found.Replace(folded, original, StringComparison.Ordinal);
        }

        return text[0] == '^' && found.Length > 0 ? char.ToUpperInvariant(found[0]) + found[1..] : found;
    }
}
