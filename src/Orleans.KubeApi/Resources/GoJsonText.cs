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
            var kind = NodeReader.Parse(body).KindName;
            return $"json: cannot unmarshal {kind} into Go value of type struct {{ APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }}";
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

        var letter = body[at] < 0x20 ? $"\\x{body[at]:x2}" : ((char)body[at]).ToString();
        var place = error.Message.Contains("after a single JSON value", StringComparison.Ordinal) || error.Message == "trailing data"
            ? "after top-level value"
            : body[at] < 0x20 ? "in string literal" : "looking for beginning of value";
        return $"invalid character '{letter}' {place}";
    }
}
