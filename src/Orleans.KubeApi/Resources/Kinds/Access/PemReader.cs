namespace Orleans.KubeApi.Resources.Kinds.Access;

/// <summary>
/// Takes a PEM text apart as Go does, which reads headers (the platform's reader doesn't know them) and skips what isn't a block.
/// </summary>
internal static class PemReader
{
    private const string Begin = "-----BEGIN ";
    private const string End = "\n-----END ";
    private const string Dashes = "-----";

    /// <summary>The blocks, in order.</summary>
    public static IEnumerable<PemBlock> Read(string text)
    {
        var position = 0;
        while (Next(text, ref position) is { } block)
        {
            yield return block;
        }
    }

    private static PemBlock? Next(string text, ref int position)
    {
        for (var from = position; ;)
        {
            var end = text.IndexOf(End, from, StringComparison.Ordinal);
            if (end < 0)
            {
                return null;
            }

            var begin = from + text.AsSpan(from, end - from).LastIndexOf(Begin);
            var isBlock = begin >= from && (begin == from || text[begin - 1] == '\n');
            from = end + End.Length;
            if (isBlock && TryRead(text, begin + Begin.Length, end) is { } block)
            {
                position = Line(text, from).Next;
                return block;
            }
        }
    }

    // What stands between the word BEGIN and the END line.
    private static PemBlock? TryRead(string text, int begin, int end)
    {
        var (first, position) = Line(text, begin);
        if (!first.EndsWith(Dashes, StringComparison.Ordinal))
        {
            return null;
        }

        var label = first[..^Dashes.Length];
        var hasHeaders = false;
        for (var (line, next) = Line(text, position); position < text.Length && line.Contains(':'); (line, next) = Line(text, next))
        {
            hasHeaders = true;
            position = next;
        }

        if ((hasHeaders && end < position) || Line(text, end + End.Length).Text != label + Dashes)
        {
            return null;
        }

        var data = end > position ? text[position..end] : "";
        var der = new byte[data.Length];
        return Convert.TryFromBase64String(data, der, out var length) ? new PemBlock(label, hasHeaders, der[..length]) : null;
    }

    // A line without the blanks at its end, and where the next one starts.
    private static (string Text, int Next) Line(string text, int start)
    {
        var end = text.IndexOf('\n', start);
        var (stop, next) = end < 0 ? (text.Length, text.Length) : (end, end + 1);
        return (text[start..stop].TrimEnd('\r', ' ', '\t'), next);
    }
}
