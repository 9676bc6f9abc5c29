using System.Globalization;
using System.Text;

namespace Orleans.KubeApi.Schema.Cel;

/// <summary>What is wrong with one expression, printed as cel-go does: place, message, the line, a mark under the place.</summary>
internal sealed class CelIssues(string text)
{
    /// <summary>The place of what concerns the expression as a whole.</summary>
    public const int Nowhere = -1;

    private const int Most = 100;
    private readonly List<CelIssue> _found = [];

    /// <summary>How many were found.</summary>
    public int Count => _found.Count;

    /// <summary>Adds one.</summary>
    public void Add(int offset, string message)
    {
        if (_found.Count < Most)
        {
            _found.Add(new(offset, message));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', _found.OrderBy(i => i.Offset).Select(Print));

    private string Print(CelIssue issue)
    {
        if (issue.Offset == Nowhere)
        {
            return $"ERROR: <input>:-1:0: {issue.Message}";
        }

        var offset = Math.Min(issue.Offset, text.Length);
        var start = offset == 0 ? 0 : text.LastIndexOf('\n', offset - 1) + 1;
        var end = text.IndexOf('\n', start);
        var line = (end < 0 ? text[start..] : text[start..end]).Replace('\t', ' ');
        var number = text.AsSpan(0, start).Count('\n') + 1;
        var mark = new StringBuilder();
        var column = 0;
        foreach (var rune in text[start..offset].EnumerateRunes())
        {
            mark.Append(rune.IsAscii ? '.' : '\uff0e');
            column++;
        }

        // A wide letter needs wide marks.
        mark.Append(offset < text.Length && !char.IsAscii(text[offset]) ? '\uff3e' : '^');
        return string.Create(CultureInfo.InvariantCulture, $"ERROR: <input>:{number}:{column + 1}: {issue.Message}\n | {line}\n | {mark}");
    }
}
