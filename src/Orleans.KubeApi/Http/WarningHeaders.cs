using System.Text;
using Microsoft.AspNetCore.Http;

namespace Orleans.KubeApi.Http;

/// <summary>
/// Warning headers: <c>299 - "text"</c>, each text once. When all together pass 4096 characters, each is cut to 256 (apiserver
/// <c>filters/WithWarningRecorder</c>).
/// </summary>
internal static class WarningHeaders
{
    private const int TotalLimit = 4096;
    private const int ShortText = 256;

    /// <summary>Adds the texts to an answer whose headers are not sent yet.</summary>
    public static void Add(HttpResponse response, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        var unique = texts.Where(t => t.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        var cut = unique.Sum(t => t.Length) > TotalLimit;
        var left = TotalLimit;
        foreach (var text in unique)
        {
            var shown = cut && text.Length > ShortText ? text[..ShortText] : text;
            left -= shown.Length;
            if (left < 0)
            {
                break;
            }

            response.Headers.Append("Warning", $"299 - {Quote(shown)}");
        }
    }

    /// <summary>The text as a quoted string of a header; what a header cannot hold becomes '?' or a space.</summary>
    private static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 8).Append('"');
        foreach (var c in text)
        {
            if (c is '"' or '\\')
            {
                quoted.Append('\\').Append(c);
            }
            else
            {
                quoted.Append(c is '\n' or '\r' or '\t' ? ' ' : c is >= ' ' and <= '~' ? c : '?');
            }
        }

        return quoted.Append('"').ToString();
    }
}
