using System.Globalization;
using System.Text;

namespace Orleans.KubeApi.Objects;

/// <summary>
/// A field selector: all terms must hold. Immutable. Follows apimachinery <c>pkg/fields</c>: = == !=, joined by commas; in values the
/// characters \ , = are escaped by a backslash. Which fields may be named is the resource's matter, not checked here.
/// </summary>
internal sealed class FieldSelector
{
    private readonly FieldRequirement[] _requirements;

    private FieldSelector(FieldRequirement[] requirements) => _requirements = requirements;

    /// <summary>Selects every object.</summary>
    public static FieldSelector Everything { get; } = new([]);

    /// <summary>The terms in canonical order (byte order of their source text).</summary>
    public IReadOnlyList<FieldRequirement> Requirements => _requirements;

    /// <summary>Whether it restricts nothing.</summary>
    public bool IsEmpty => _requirements.Length == 0;

    /// <summary>Reads a <c>fieldSelector</c> parameter. Throws a 400 <see cref="StatusException"/> with the original's text.</summary>
    public static FieldSelector Parse(string text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Everything;
        }

        var terms = SplitTerms(text);
        terms.Sort(StringComparer.Ordinal);
        var found = new List<FieldRequirement>(terms.Count);
        foreach (var term in terms)
        {
            if (term.Length > 0)
            {
                found.Add(ParseTerm(text, term));
            }
        }

        return new([.. found]);
    }

    /// <summary>A selector of given terms.</summary>
    public static FieldSelector Of(IEnumerable<FieldRequirement> requirements) => new([.. requirements]);

    /// <summary>Whether the fields, read by path (null = absent), meet all terms.</summary>
    public bool Matches(Func<string, string?> read)
    {
        foreach (var requirement in _requirements)
        {
            if (!requirement.Matches(read(requirement.Path)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The canonical text: parsing it gives an equal selector.</summary>
    public override string ToString() => string.Join(',', _requirements.Select(r => r.ToString()));

    private static FieldRequirement ParseTerm(string text, string term)
    {
        for (var i = 0; i < term.Length; i++)
        {
            var rest = term.AsSpan(i);
            // The first operator splits: names have no escapes.
            var length = rest.StartsWith("!=") || rest.StartsWith("==") ? 2 : rest[0] == '=' ? 1 : 0;
            if (length > 0)
            {
                return new(term[..i], Unescape(term[(i + length)..]), rest[0] == '!');
            }
        }

        throw StatusErrors.BadRequest($"invalid selector: '{text}'; can't understand '{term}'");
    }

    private static List<string> SplitTerms(string text)
    {
        var terms = new List<string>(1);
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == ',')
            {
                terms.Add(text[start..i]);
                start = i + 1;
            }
        }

        terms.Add(text[start..]);
        return terms;
    }

    private static string Unescape(string value)
    {
        if (value.AsSpan().IndexOfAny('\\', ',', '=') < 0)
        {
            return value;
        }

        var result = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] is ',' or '=')
            {
                throw StatusErrors.BadRequest(string.Create(
                    CultureInfo.InvariantCulture, $"invalid field selector: unescaped character in value: {(int)value[i]}"));
            }

            if (value[i] == '\\')
            {
                i++;
                if (i == value.Length || value[i] is not ('\\' or ',' or '='))
                {
                    var sequence = value[(i - 1)..Math.Min(i + 1, value.Length)];
                    throw StatusErrors.BadRequest($"invalid field selector: invalid escape sequence: {sequence}");
                }
            }

            result.Append(value[i]);
        }

        return result.ToString();
    }
}
