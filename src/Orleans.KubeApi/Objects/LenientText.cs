using System.Globalization;
using System.Text;

namespace Orleans.KubeApi.Objects;

/// <summary>Decodes the inside of a JSON string whose bytes or escapes are not valid text; every broken part becomes U+FFFD.</summary>
internal static class LenientText
{
    /// <summary>Decodes raw bytes between the quotes, escapes included.</summary>
    public static string Decode(ReadOnlySpan<byte> raw)
    {
        var source = Encoding.UTF8.GetString(raw);
        var text = new StringBuilder(source.Length);
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] != '\\' || i + 1 >= source.Length)
            {
                text.Append(source[i]);
                continue;
            }

            i++;
            if (source[i] == 'u' && i + 4 < source.Length)
            {
                text.Append((char)int.Parse(source.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                text.Append(source[i] switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', var c => c });
            }
        }

        return ReplaceLoneSurrogates(text.ToString());
    }

    private static string ReplaceLoneSurrogates(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Encoding.UTF8.GetString(bytes);
    }
}
