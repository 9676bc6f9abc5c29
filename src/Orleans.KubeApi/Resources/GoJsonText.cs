using System.Text.Json;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>Says what is wrong with JSON text in the words of Go's encoding/json, which clients and people know.</summary>
internal static class GoJsonText
{
    /// <summary>The explanation of a syntax error.</summary>
    public static string Explain(ReadOnlySpan<byte> body, JsonException error)
    {
        if (error.Message.StartsWith("not an object", StringComparison.Ordinal))
        {
            return $"json: cannot unmarshal {KindOf(body)} into Go value of type struct {{ APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }}";
        }

        var at = (int)Math.Min(error.BytePositionInLine ?? 0, body.Length);
        for (var line = error.LineNumber ?? 0; line > 0 && at < body.Length; line--)
        {
            var end = body[at..].IndexOf((byte)'\n');
            at = end < 0 ? body.Length : at + end + 1;
        }

        if (at >= body.Length || body.IsEmpty)
        {
            return "unexpected end of JSON input";
        }

        var letter = GoText.QuoteByte(body[at]);
        var place = error.Message.Contains("maximum configured depth", StringComparison.Ordinal) ? "exceeded max depth"
            : error.Message.Contains("after a single JSON value", StringComparison.Ordinal) || error.Message == "trailing data"
            ? "after top-level value"
            : body[at] < 0x20 ? "in string literal" : LiteralAt(body, at) ?? "looking for beginning of value";
        return $"invalid character {letter} {place}";
    }

    // "nul" followed by anything but "l": Go names the literal.
    private static string? LiteralAt(ReadOnlySpan<byte> body, int at)
    {
        foreach (var literal in new[] { "null", "true", "false" })
        {
            for (var known = 1; known < literal.Length && known <= at; known++)
            {
                if (body[(at - known)..at].SequenceEqual(System.Text.Encoding.ASCII.GetBytes(literal[..known])))
                {
                    return $"in literal {literal} (expecting '{literal[known]}')";
                }
            }
        }

        return null;
    }

    // By the first character: the rest may be broken or nested beyond any limit.
    private static string KindOf(ReadOnlySpan<byte> body) => body.TrimStart(" \t\r\n"u8) switch
    {
        [(byte)'[', ..] => "array",
        [(byte)'"', ..] => "string",
        [(byte)'t' or (byte)'f', ..] => "bool",
        _ => "number",
    };
}
