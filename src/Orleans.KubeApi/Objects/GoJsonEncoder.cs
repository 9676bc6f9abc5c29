using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Orleans.KubeApi.Objects;

/// <summary>
/// Escapes strings as Go's JSON encoder does: quotes, backslashes, control characters, &lt;, &gt;, &amp; and the two line separators;
/// everything else stays as it is. The quote is <c>\"</c>, which is shorter than the framework's <c>\u0022</c>: field sets are full of it.
/// </summary>
internal sealed class GoJsonEncoder : JavaScriptEncoder
{
    /// <summary>The one encoder.</summary>
    public static GoJsonEncoder Instance { get; } = new();

    private static readonly SearchValues<char> Chars = SearchValues.Create(Escaped());
    private static readonly SearchValues<byte> Bytes = SearchValues.Create(
        [.. Escaped().Where(char.IsAscii).Select(c => (byte)c), .. Enumerable.Range(0x80, 0x80).Select(b => (byte)b)]);

    /// <inheritdoc/>
    public override int MaxOutputCharactersPerInputCharacter => 6;

    /// <inheritdoc/>
    public override bool WillEncode(int unicodeScalar) =>
        unicodeScalar < 0x20 || unicodeScalar is '"' or '\\' or '<' or '>' or '&' or 0x2028 or 0x2029;

    /// <inheritdoc/>
    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var span = new ReadOnlySpan<char>(text, textLength);
        for (var at = 0; at < span.Length;)
        {
            var found = span[at..].IndexOfAny(Chars);
            if (found < 0)
            {
                return -1;
            }

            at += found;
            if (!char.IsSurrogate(span[at]))
            {
                return at;
            }

            if (!char.IsHighSurrogate(span[at]) || at + 1 == span.Length || !char.IsLowSurrogate(span[at + 1]))
            {
                return at; // half a pair: the base class replaces it
            }

            at += 2;
        }

        return -1;
    }

    /// <inheritdoc/>
    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text)
    {
        for (var at = 0; at < utf8Text.Length;)
        {
            var found = utf8Text[at..].IndexOfAny(Bytes);
            if (found < 0)
            {
                return -1;
            }

            at += found;
            if (utf8Text[at] < 0x80 || Rune.DecodeFromUtf8(utf8Text[at..], out var rune, out var used) != OperationStatus.Done
                || WillEncode(rune.Value))
            {
                return at;
            }

            at += used;
        }

        return -1;
    }

    /// <inheritdoc/>
    public override unsafe bool TryEncodeUnicodeScalar(
        int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        Span<char> one = stackalloc char[2];
        ReadOnlySpan<char> text = unicodeScalar switch
        {
            _ when !WillEncode(unicodeScalar) => one[..new Rune(unicodeScalar).EncodeToUtf16(one)],
            '"' => "\\\"",
            '\\' => "\\\\",
            '\b' => "\\b",
            '\f' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ => string.Create(CultureInfo.InvariantCulture, $"\\u{unicodeScalar:x4}"),
        };
        var fits = text.TryCopyTo(new Span<char>(buffer, bufferLength));
        numberOfCharactersWritten = fits ? text.Length : 0;
        return fits;
    }

    // With the halves of pairs, which must be looked at.
    private static string Escaped() => "\"\\<>&\u2028\u2029"
        + string.Concat(Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0xD800, 0x800)).Select(c => (char)c));
}
