namespace Orleans.KubeApi.Http;

/// <summary>
/// Query parameters with Go's rules: pairs split at '&amp;', '+' is a space, a pair with a semicolon or a broken escape is dropped
/// silently, the first value of a repeated name counts unless all are asked for.
/// </summary>
internal sealed class QueryParameters
{
    private static readonly KeyValuePair<string, string>[] Nothing = [];
    private readonly KeyValuePair<string, string>[] _pairs;

    public QueryParameters(string raw) => _pairs = raw.Length == 0 ? Nothing : Split(raw);

    /// <summary>No parameters.</summary>
    public static QueryParameters Empty { get; } = new("");

    /// <summary>No parameter at all: the common case of a get.</summary>
    public bool IsEmpty => _pairs.Length == 0;

    /// <summary>The first value, or null if the parameter is absent.</summary>
    public string? Get(string name)
    {
        foreach (var (key, value) in _pairs)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>All values in order.</summary>
    public IReadOnlyList<string> All(string name)
    {
        List<string>? values = null;
        foreach (var (key, value) in _pairs)
        {
            if (key == name)
            {
                (values ??= []).Add(value);
            }
        }

        return values ?? (IReadOnlyList<string>)[];
    }

    private static KeyValuePair<string, string>[] Split(string raw)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var range in raw.AsSpan().Split('&'))
        {
            var pair = raw.AsSpan(range);
            if (pair.IsEmpty || pair.Contains(';'))
            {
                continue;
            }

            var equals = pair.IndexOf('=');
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            var value = equals < 0 ? "" : Decode(pair[(equals + 1)..]);
            if (name is not null && value is not null)
            {
                pairs.Add(new(name, value));
            }
        }

        return [.. pairs];
    }

    private static string? Decode(ReadOnlySpan<char> text) =>
        text.Contains('+') ? RequestTarget.Decode(text.ToString().Replace('+', ' '), encoded: true)
            : RequestTarget.Decode(text, encoded: true);
}
