using System.Text;

namespace Orleans.KubeApi.Http;

/// <summary>
/// The request target, parsed exactly once: routing, authorization and handlers all see the same segments, so no two of them can disagree
/// about what is asked for. Segments are split before they are decoded, "." and ".." are ordinary names, nothing is folded.
/// </summary>
internal sealed class RequestTarget
{
    private RequestTarget(string path, string[] segments, string query)
    {
        Path = path;
        Segments = segments;
        Query = new QueryParameters(query);
    }

    /// <summary>The target "/".</summary>
    public static RequestTarget Root { get; } = new("/", [], "");

    /// <summary>The decoded path, for messages and authorization of paths.</summary>
    public string Path { get; }

    /// <summary>The decoded segments without leading and trailing slash; "/" has none. An empty one means a double slash.</summary>
    public string[] Segments { get; }

    /// <summary>The query.</summary>
    public QueryParameters Query { get; }

    /// <summary>A segment is empty or holds an encoded slash: no served path looks like that.</summary>
    public bool Unroutable { get; private init; }

    /// <summary>A plain path without a slash at its end, as those are that the original looks up as they stand.</summary>
    public bool IsExact => !Unroutable && !Path.EndsWith('/');

    /// <summary>The path begins with two slashes, which the original does not even take for an API path.</summary>
    public bool DoubleSlashed => Path.StartsWith("//", StringComparison.Ordinal);

    /// <summary>
    /// Parses origin form ("/a/b?c"), absolute form ("http://host/a") and "*"; null if the path holds a broken percent escape.
    /// </summary>
    public static RequestTarget? Parse(string raw)
    {
        var start = PathStart(raw);
        var queryAt = raw.IndexOf('?', start);
        var path = raw.AsSpan(start, (queryAt < 0 ? raw.Length : queryAt) - start);
        var query = queryAt < 0 ? "" : raw[(queryAt + 1)..];
        var trimmed = path.Trim('/');
        if (trimmed.IsEmpty)
        {
            return new RequestTarget(path.ToString(), [], query);
        }

        var segments = new string[trimmed.Count('/') + 1];
        var encoded = path.Contains('%');
        var unroutable = path.Length > 1 && path[1] == '/';
        for (var i = 0; i < segments.Length; i++)
        {
            var slash = trimmed.IndexOf('/');
            var piece = slash < 0 ? trimmed : trimmed[..slash];
            trimmed = slash < 0 ? [] : trimmed[(slash + 1)..];
            if (Decode(piece, encoded) is not { } segment)
            {
                return null;
            }

            unroutable |= segment.Length == 0 || (encoded && segment.Contains('/'));
            segments[i] = segment;
        }

        return new RequestTarget(encoded ? Decode(path, encoded: true)! : path.ToString(), segments, query) { Unroutable = unroutable };
    }

    /// <summary>Decodes percent escapes as UTF-8; null if one is broken.</summary>
    public static string? Decode(ReadOnlySpan<char> text, bool encoded)
    {
        if (!encoded || !text.Contains('%'))
        {
            return text.ToString();
        }

        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                length += Encoding.UTF8.GetBytes(text.Slice(i, 1), bytes.AsSpan(length));
                continue;
            }

            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                return null;
            }

            bytes[length++] = Convert.FromHexString(text.Slice(i + 1, 2))[0];
            i += 2;
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    private static int PathStart(string raw)
    {
        if (raw.Length == 0 || raw[0] == '/')
        {
            return 0;
        }

        var scheme = raw.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return raw.Length; // "*" and the authority form of CONNECT have no path
        }

        var slash = raw.IndexOf('/', scheme + 3);
        return slash < 0 ? raw.Length : slash;
    }
}
