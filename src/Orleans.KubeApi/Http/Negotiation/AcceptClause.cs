using System.Globalization;

namespace Orleans.KubeApi.Http.Negotiation;

/// <summary>One media type of an Accept header.</summary>
/// <param name="Type">"application/json", "*/*", …</param>
/// <param name="Quality">From 0 to 1.</param>
/// <param name="As">The kind that the answer shall be turned into; null: as it is.</param>
/// <param name="Group">Of that kind.</param>
/// <param name="Version">Of that group.</param>
/// <param name="Stream">"watch", or empty.</param>
internal sealed record AcceptClause(string Type, double Quality, string? As, string Group, string Version, string Stream)
{
    /// <summary>Whether nothing else than the object itself is asked for.</summary>
    public bool IsPlain => As is null && Group.Length == 0 && Version.Length == 0;

    /// <summary>All of a header, the preferred ones first: by quality, then wildcards last, else as they stand; as goautoneg.</summary>
    public static List<AcceptClause> InOrder(string header)
    {
        var clauses = new List<AcceptClause>();
        foreach (var range in header.AsSpan().Split(','))
        {
            clauses.Add(Parse(header.AsSpan(range)));
        }

        return [.. clauses.OrderByDescending(c => c.Quality).ThenBy(c => c.Type.Count(x => x == '*'))];
    }

    private static AcceptClause Parse(ReadOnlySpan<char> text)
    {
        var clause = new AcceptClause("", 1, null, "", "", "");
        var first = true;
        foreach (var range in text.Split(';'))
        {
            var part = text[range].Trim();
            if (first)
            {
                clause = clause with { Type = part.ToString() };
                first = false;
                continue;
            }

            var equals = part.IndexOf('=');
            if (equals > 0)
            {
                clause = clause.With(part[..equals].Trim(), part[(equals + 1)..].Trim().ToString());
            }
        }

        return clause;
    }

    private AcceptClause With(ReadOnlySpan<char> name, string value) => name switch
    {
        "as" => this with { As = value },
        "g" => this with { Group = value },
        "v" => this with { Version = value },
        "stream" => this with { Stream = value },
        "q" => this with
        {
            Quality = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var quality) ? quality : 1,
        },
        _ => this,
    };
}
