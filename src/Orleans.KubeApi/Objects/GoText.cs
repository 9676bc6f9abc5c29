using System.Globalization;
using System.Text;

namespace Orleans.KubeApi.Objects;

/// <summary>Texts as Go's formatting prints them, for messages that clients compare.</summary>
internal static class GoText
{
    /// <summary>The text in double quotes, everything unprintable escaped (<c>%q</c>).</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                '\a' => quoted.Append("\\a"),
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                '\v' => quoted.Append("\\v"),
                < ' ' or 0x7f => quoted.Append("\\x").Append(rune.Value.ToString("x2", CultureInfo.InvariantCulture)),
                _ when IsPrintable(rune) => quoted.Append(rune.ToString()),
                < 0x10000 => quoted.Append("\\u").Append(rune.Value.ToString("x4", CultureInfo.InvariantCulture)),
                _ => quoted.Append("\\U").Append(rune.Value.ToString("x8", CultureInfo.InvariantCulture)),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Go's <c>unicode.IsPrint</c>: letters, marks, numbers, punctuation, symbols, and the ASCII space.</summary>
    public static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator);

    /// <summary>One byte in single quotes, as encoding/json names the character that it stumbled over.</summary>
    public static string QuoteByte(byte value) => value switch
    {
        (byte)'\'' => "'\\''",
        (byte)'"' => "'\"'",
        _ => $"'{Quote(((char)value).ToString())[1..^1]}'",
    };

    /// <summary>A JSON value as <c>%v</c> prints its decoded form: <c>map[a:1 b:[x y]]</c>, keys sorted, texts without quotes.</summary>
    public static string Value(Node value) => value switch
    {
        ObjectNode members => $"map[{string.Join(' ', Sorted(members).Select(m => $"{m.Key}:{Value(m.Value)}"))}]",
        ArrayNode list => $"[{string.Join(' ', list.Items.Select(Value))}]",
        TextNode text => text.Value,
        NullNode => "<nil>",
        _ => value.ToString(),
    };

    private static IEnumerable<KeyValuePair<string, Node>> Sorted(ObjectNode members) =>
        members.OrderBy(m => m.Key, StringComparer.Ordinal);
}
