using System.Globalization;
using System.Text;

namespace Orleans.KubeApi.Apply;

/// <summary>
/// A string as Go's JSON encoder writes it. Field sets keep such texts inside keys, so they must be the same to the letter.
/// </summary>
internal static class GoJsonString
{
    private const string Escaped = "\"\\<>&\u2028\u2029";

    /// <summary>Appends the text in quotes.</summary>
    public static void Append(StringBuilder output, string text)
    {
        output.Append('"');
        foreach (var letter in text)
        {
            if (letter >= ' ' && !Escaped.Contains(letter, StringComparison.Ordinal))
            {
                output.Append(letter);
                continue;
            }

            _ = letter switch
            {
                '"' or '\\' => output.Append('\\').Append(letter),
                '\n' => output.Append("\\n"),
                '\r' => output.Append("\\r"),
                '\t' => output.Append("\\t"),
                _ => output.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture)),
            };
        }

        output.Append('"');
    }
}
