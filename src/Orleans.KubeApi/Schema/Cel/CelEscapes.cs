using System.Globalization;
using System.Text;

namespace Orleans.KubeApi.Schema.Cel;

/// <summary>Escapes in CEL strings and bytes.</summary>
internal static class CelEscapes
{
    private const string Plain = "abfnrtv\"'\\?`";
    private const string Meaning = "\a\b\f\n\r\t\v\"'\\?`";

    /// <summary>Length of the escape at a place, 0 if it is none; then <paramref name="failed"/> is where it goes wrong.</summary>
    public static int Length(string text, int at, out int failed)
    {
        failed = at + 1;
        if (failed >= text.Length)
        {
            return 0;
        }

        var kind = text[failed];
        if (Plain.Contains(kind, StringComparison.Ordinal))
        {
            return 2;
        }

        var octal = kind is >= '0' and <= '3';
        var digits = kind switch { 'x' or 'X' => 2, 'u' => 4, 'U' => 8, _ => octal ? 2 : 0 };
        if (digits == 0)
        {
            return 0;
        }

        for (var i = 0; i < digits; i++)
        {
            failed++;
            if (failed >= text.Length || !(octal ? text[failed] is >= '0' and <= '7' : char.IsAsciiHexDigit(text[failed])))
            {
                return 0;
            }
        }

        return digits + 2;
    }

    /// <summary>The value of a STRING or BYTES token: string or byte[].</summary>
    public static object Value(ReadOnlySpan<char> token)
    {
        var quote = token.IndexOfAny('"', '\'');
        if (quote < 0 || token.Length < quote + 2)
        {
            return ""; // A token of a text that is broken: the parser has already complained and goes on.
        }

        var raw = token[..quote].ContainsAny('r', 'R');
        var bytes = token[..quote].ContainsAny('b', 'B');
        var body = token[quote..];
        var marks = body.Length >= 6 && body[1] == body[0] && body[2] == body[0] ? 3 : 1;
        var inner = body[marks..^marks].ToString();
        if (bytes)
        {
            return BytesOf(inner, raw);
        }

        return raw ? inner : Unescape(inner);
    }

    private static string Unescape(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                result.Append(text[i]);
                continue;
            }

            var length = Length(text, i, out _);
            result.Append(Rune.TryCreate(Code(text, i, length), out var rune) ? rune.ToString() : "\ufffd");
            i += length - 1;
        }

        return result.ToString();
    }

    private static byte[] BytesOf(string text, bool raw)
    {
        var result = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && !raw)
            {
                var length = Length(text, i, out _);
                var code = Code(text, i, length);
                result.AddRange(text[i + 1] is 'u' or 'U' && Rune.TryCreate(code, out var rune)
                    ? Encoding.UTF8.GetBytes(rune.ToString()) : [(byte)code]);
                i += length - 1;
            }
            else
            {
                var count = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
                result.AddRange(Encoding.UTF8.GetBytes(text.Substring(i, count)));
                i += count - 1;
            }
        }

        return [.. result];
    }

    private static int Code(string text, int at, int length)
    {
        var kind = text[at + 1];
        if (length == 2)
        {
            return Meaning[Plain.IndexOf(kind, StringComparison.Ordinal)];
        }

        return kind is >= '0' and <= '3'
            ? ((kind - '0') * 64) + ((text[at + 2] - '0') * 8) + (text[at + 3] - '0')
            : (int)Math.Min(uint.Parse(text.AsSpan(at + 2, length - 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture), 0x110000);
    }
}
