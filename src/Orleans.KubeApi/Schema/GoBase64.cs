using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Orleans.KubeApi.Schema;

/// <summary>
/// Standard base64 with padding, read as Go's encoding/base64 does: line breaks are skipped, set bits after the end are ignored.
/// </summary>
internal static class GoBase64
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /// <summary>The canonical text of the same bytes, or the offset at which Go gives up.</summary>
    public static bool TryCanonicalize(string text, [NotNullWhen(true)] out string? canonical, out int offset)
    {
        offset = 0;
        canonical = text;
        if (text.Length == 0)
        {
            return true;
        }

        if (!text.AsSpan().ContainsAny('\r', '\n') && text.Length % 4 == 0 && !text.AsSpan().ContainsAny(' ', '\t') && Base64.IsValid(text))
        {
            canonical = text[^1] == '=' ? Reencode(text) : text;
            return true;
        }

        offset = FindError(text);
        canonical = offset < 0 ? Reencode(string.Concat(text.Where(c => c is not ('\r' or '\n')))) : null;
        return offset < 0;
    }

    // Bits after the last byte may be set in the given text; the printed one has none.
    private static string Reencode(string text)
    {
        var digits = text.TrimEnd('=');
        var rest = digits.Length % 4;
        if (rest == 0)
        {
            return text;
        }

        var last = Alphabet.IndexOf(digits[^1], StringComparison.Ordinal);
        var kept = Alphabet[last & (rest == 2 ? 0b110000 : 0b111100)];
        return digits[..^1] + kept + (rest == 2 ? "==" : "=");
    }

    // Follows the decoder quantum by quantum: the offset depends on where inside one the error is.
    private static int FindError(string text)
    {
        var at = 0;
        while (true)
        {
            var filled = 0;
            for (; filled < 4; filled++)
            {
                if (!Next(text, ref at, out var letter))
                {
                    return filled == 0 ? -1 : at - filled;
                }

                if (letter == '=')
                {
                    return filled < 2 ? at - 1 : AfterPadding(text, at, filled);
                }

                if (!Alphabet.Contains(letter, StringComparison.Ordinal))
                {
                    return at - 1;
                }
            }
        }
    }

    private static int AfterPadding(string text, int at, int filled)
    {
        if (filled == 2)
        {
            if (!Next(text, ref at, out var second))
            {
                return text.Length;
            }

            if (second != '=')
            {
                return at - 1;
            }
        }

        return Next(text, ref at, out _) ? at - 1 : -1;
    }

    private static bool Next(string text, ref int at, out char letter)
    {
        while (at < text.Length && text[at] is '\r' or '\n')
        {
            at++;
        }

        letter = at < text.Length ? text[at] : '\0';
        at++;
        if (at <= text.Length)
        {
            return true;
        }

        at = text.Length;
        return false;
    }
}
