using System.Globalization;
using System.Text;

namespace Orleans.KubeApi.Objects;

/// <summary>Texts as Go's formatting prints them, for messages that clients compare.</summary>
internal static class GoText
{
    /// <summary>The text in double quotes with the escapes of Go's <c>%q</c> for quotes and control characters.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
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
                < ' ' or '\x7f' => quoted.Append("\\x").Append(((int)c).ToString("x2", CultureInfo.InvariantCulture)),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

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
