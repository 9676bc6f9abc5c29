using System.Globalization;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Negotiation;

/// <summary>
/// What a plain YAML scalar means: the YAML 1.1 rules of the original's decoder (sigs.k8s.io/yaml on go-yaml v2), where <c>yes</c> is a
/// boolean and <c>0123</c> is octal. Dates stay text.
/// </summary>
internal static class YamlScalar
{
    /// <summary>The value of an unquoted scalar. Whole numbers keep all digits.</summary>
    public static Node Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => NullNode.Instance,
        "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => BoolNode.Of(value: true),
        "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => BoolNode.Of(value: false),
        _ => (Node?)Number(text) ?? new TextNode(text),
    };

    /// <summary>Whether an unquoted scalar of this text would be read as something else than this text.</summary>
    public static bool NeedsQuotes(string text) => Resolve(text) is not TextNode || text is "<<" or "=" || IsSpecialFloat(text)
        || IsSexagesimal(text)
        || LooksLikeDate(text);

    private static NumberNode? Number(string text)
    {
        if (!char.IsAsciiDigit(text[0]) && text[0] is not ('+' or '-' or '.'))
        {
            return null;
        }

        var plain = text.Contains('_') ? text.Replace("_", "", StringComparison.Ordinal) : text;
        return Whole(plain) ?? Fraction(plain);
    }

    private static NumberNode? Whole(string text)
    {
        var negative = text.StartsWith('-');
        var digits = text.AsSpan(negative || text.StartsWith('+') ? 1 : 0);
        if (digits.IsEmpty)
        {
            return null;
        }

        var (radix, skip) = digits switch
        {
            ['0', 'x' or 'X', _, ..] => (16, 2),
            ['0', 'b' or 'B', _, ..] => (2, 2),
            ['0', 'o' or 'O', _, ..] => (8, 2),
            ['0', _, ..] => (8, 1),
            _ => (10, 0),
        };
        if (Magnitude(digits[skip..], (ulong)radix) is not { } magnitude)
        {
            return null;
        }

        if (negative)
        {
            return magnitude > 1UL << 63 ? null
                : new NumberNode(magnitude == 0 ? "0" : $"-{magnitude.ToString(CultureInfo.InvariantCulture)}");
        }

        return new NumberNode(magnitude.ToString(CultureInfo.InvariantCulture));
    }

    private static ulong? Magnitude(ReadOnlySpan<char> digits, ulong radix)
    {
        ulong value = 0;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiHexDigit(c) ? (ulong)Convert.ToInt32(c.ToString(), 16) : ulong.MaxValue;
            if (digit >= radix || value > (ulong.MaxValue - digit) / radix)
            {
                return null;
            }

            value = (value * radix) + digit;
        }

        return value;
    }

    private static NumberNode? Fraction(string text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c) && c is not ('.' or 'e' or 'E' or '+' or '-'))
            {
                return null;
            }
        }

        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Styles, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? new NumberNode(value.ToString("R", CultureInfo.InvariantCulture))
            : null;
    }

    private static bool IsSpecialFloat(string text) =>
        text.TrimStart('+', '-') is ".inf" or ".Inf" or ".INF" or ".nan" or ".NaN" or ".NAN";

    // Older readers take 1:30 for ninety; go-yaml quotes it.
    private static bool IsSexagesimal(string text)
    {
        if (text.Length < 3 || !(char.IsAsciiDigit(text[0]) || text[0] is '+' or '-'))
        {
            return false;
        }

        var colon = false;
        foreach (var c in text.AsSpan(1))
        {
            colon |= c == ':';
            if (!char.IsAsciiDigit(c) && c is not (':' or '.' or '_'))
            {
                return false;
            }
        }

        return colon;
    }

    // go-yaml reads these as timestamps, so its encoder quotes the strings.
    private static bool LooksLikeDate(string text) =>
        text.Length >= 8 && char.IsAsciiDigit(text[0]) && text.IndexOf('-') == 4
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
}
