using System.Text;
using Microsoft.AspNetCore.Http;

namespace Orleans.KubeApi.Http;

/// <summary>
/// The warning headers of one answer: <c>299 - "text"</c>, each text once. When all together would pass 4096 code points, each is cut to
/// 256 and those that come after are left out (apiserver <c>filters.WithWarningRecorder</c>). Short texts could still make more headers
/// than clients take (Python's read 100 lines), so there is a number too, which the original doesn't have.
/// </summary>
internal sealed class WarningHeaders
{
    /// <summary>Headers of one answer.</summary>
    public const int Most = 80;

    private const int MostText = 4096;
    private const int CutText = 256;
    private const string Header = "Warning";
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];
    private int _written;
    private bool _isCutting;

    private WarningHeaders()
    {
    }

    private bool IsFull => (_isCutting && _written >= MostText) || _texts.Count >= Most;

    /// <summary>Adds texts to an answer whose headers are not sent yet.</summary>
    public static void Add(HttpResponse response, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        var items = response.HttpContext.Items;
        if (items[typeof(WarningHeaders)] is not WarningHeaders headers)
        {
            items[typeof(WarningHeaders)] = headers = new WarningHeaders();
        }

        for (var i = 0; i < texts.Count && !headers.IsFull; i++)
        {
            headers.Add(response.Headers, texts[i]);
        }
    }

    private void Add(IHeaderDictionary headers, string text)
    {
        if (text.Length == 0 || !_known.Add(text))
        {
            return;
        }

        _texts.Add(text);
        if (_isCutting || _written + Length(text) <= MostText)
        {
            Write(headers, text);
            return;
        }

        // One too many: all begin anew, cut.
        (_isCutting, _written) = (true, 0);
        headers.Remove(Header);
        foreach (var earlier in _texts)
        {
            Write(headers, earlier);
        }
    }

    private void Write(IHeaderDictionary headers, string text)
    {
        var shown = _isCutting && Length(text) > CutText ? Cut(text) : text;
        _written += Length(shown);
        headers.Append(Header, $"299 - {Quote(shown)}");
    }

    private static int Length(string text) => text.EnumerateRunes().Count();

    private static string Cut(string text) => string.Concat(text.EnumerateRunes().Take(CutText));

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
