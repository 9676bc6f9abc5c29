using System.Globalization;

namespace Orleans.KubeApi.Discovery;

/// <summary>One clause of an Accept header.</summary>
/// <param name="Type">"application" or "*".</param>
/// <param name="SubType">"json" or "*".</param>
/// <param name="Parameters">All parameters except q.</param>
/// <param name="Quality">The q value, 1 if it is absent or unreadable.</param>
internal sealed record AcceptClause(string Type, string SubType, IReadOnlyDictionary<string, string> Parameters, double Quality)
{
    /// <summary>More clauses are not read: nobody negotiates among that many.</summary>
    private const int MaxClauses = 64;

    /// <summary>Whether the clause admits "type/subtype".</summary>
    public bool Admits(string mediaType)
    {
        var slash = mediaType.IndexOf('/');
        return (Type == "*" || mediaType.AsSpan(0, slash).SequenceEqual(Type))
            && (SubType == "*" || mediaType.AsSpan(slash + 1).SequenceEqual(SubType));
    }

    /// <summary>
    /// The clauses by falling quality; equal ones in the order of the header, except that wildcards come after the exact types (goautoneg).
    /// A header that names nothing readable gives an empty list.
    /// </summary>
    public static IReadOnlyList<AcceptClause> Parse(string header)
    {
        var clauses = new List<AcceptClause>();
        foreach (var part in header.Split(',', MaxClauses + 1).Take(MaxClauses))
        {
            if (ParseOne(part) is { } clause)
            {
                clauses.Add(clause);
            }
        }

        return [.. clauses.OrderByDescending(c => c.Quality).ThenBy(c => c.Type == "*" ? 2 : c.SubType == "*" ? 1 : 0)];
    }

    private static AcceptClause? ParseOne(string text)
    {
        var pieces = text.Split(';', StringSplitOptions.TrimEntries);
        var media = pieces[0].Split('/', StringSplitOptions.TrimEntries);
        if (pieces[0].Length == 0 || media.Length > 2 || (media.Length == 1 && media[0] != "*"))
        {
            return null;
        }

        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        var quality = 1.0;
        foreach (var piece in pieces.Skip(1))
        {
            var equal = piece.IndexOf('=');
            if (equal < 0)
            {
                continue;
            }

            var (name, value) = (piece[..equal].Trim().ToLowerInvariant(), piece[(equal + 1)..].Trim().Trim('"'));
            if (name != "q")
            {
                parameters[name] = value;
            }
            else if (double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var parsed))
            {
                quality = parsed;
            }
        }

        return new(media[0], media.Length == 1 ? "*" : media[1], parameters, quality);
    }
}
