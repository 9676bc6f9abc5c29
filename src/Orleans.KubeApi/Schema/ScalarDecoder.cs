using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Schema;

/// <summary>Decodes one scalar to its canonical form: what Go would print after having read it.</summary>
internal static class ScalarDecoder
{
    /// <summary>
    /// Reads the value the reader stands on; null for JSON null and for a value that does not fit (the trace then has the error).
    /// </summary>
    public static Node? Read(ref Utf8JsonReader reader, TypeSchema type, DecodeTrace trace)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        switch (type.Shape)
        {
            case TypeShape.Text:
                return IsText(ref reader, type.GoName, trace) ? new TextNode(NodeReader.ReadText(ref reader)) : null;
            case TypeShape.Boolean:
                return Boolean(ref reader, type, trace);
            case TypeShape.Int32 or TypeShape.Int64:
                return Integer(ref reader, type.Shape, type.GoName, trace);
            case TypeShape.IntOrString:
                return reader.TokenType == JsonTokenType.String
                    ? new TextNode(NodeReader.ReadText(ref reader))
                    : Integer(ref reader, TypeShape.Int32, "int32", trace);
            case TypeShape.Double:
                return Double(ref reader, type, trace);
            case TypeShape.Quantity:
                return QuantityText(ref reader, trace);
            case TypeShape.Time or TypeShape.MicroTime:
                return Time(ref reader, type.Shape, trace);
            case TypeShape.Bytes:
                return IsText(ref reader, type.GoName, trace) ? Bytes(NodeReader.ReadText(ref reader), trace) : null;
            default:
                return IsText(ref reader, "string", trace) ? new TextNode(NodeReader.ReadText(ref reader)) : null;
        }
    }

    /// <summary>Go's word for a JSON value.</summary>
    public static string KindOf(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "object",
        JsonTokenType.StartArray => "array",
        JsonTokenType.String => "string",
        JsonTokenType.Number => "number",
        _ => "bool",
    };

    private static bool IsText(ref Utf8JsonReader reader, string goType, DecodeTrace trace)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return true;
        }

        Refuse(ref reader, goType, trace);
        return false;
    }

    private static void Refuse(ref Utf8JsonReader reader, string goType, DecodeTrace trace)
    {
        trace.Mismatch(KindOf(reader.TokenType), goType);
        reader.Skip();
    }

    private static BoolNode? Boolean(ref Utf8JsonReader reader, TypeSchema type, DecodeTrace trace)
    {
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return BoolNode.Of(reader.TokenType == JsonTokenType.True);
        }

        Refuse(ref reader, type.GoName, trace);
        return null;
    }

    private static NumberNode? Integer(ref Utf8JsonReader reader, TypeShape shape, string goType, DecodeTrace trace)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            Refuse(ref reader, goType, trace);
            return null;
        }

        var text = reader.ValueSpan;
        var fits = Utf8Parser.TryParse(text, out long value, out var used) && used == text.Length
            && (shape == TypeShape.Int64 || value is >= int.MinValue and <= int.MaxValue);
        if (fits)
        {
            return new NumberNode(value);
        }

        trace.Mismatch("number " + Encoding.ASCII.GetString(text), goType);
        return null;
    }

    private static NumberNode? Double(ref Utf8JsonReader reader, TypeSchema type, DecodeTrace trace)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            Refuse(ref reader, type.GoName, trace);
            return null;
        }

        var value = double.Parse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsFinite(value))
        {
            return new NumberNode(GoNumber.Format(value));
        }

        trace.Mismatch("number " + Encoding.ASCII.GetString(reader.ValueSpan), type.GoName);
        return null;
    }

    private static TextNode? QuantityText(ref Utf8JsonReader reader, DecodeTrace trace)
    {
        var text = reader.TokenType switch
        {
            JsonTokenType.String => NodeReader.ReadText(ref reader),
            JsonTokenType.Number => Encoding.ASCII.GetString(reader.ValueSpan),
            _ => "",
        };
        reader.Skip();
        if (Quantity.TryCanonicalize(text, out var canonical, out var error))
        {
            return new TextNode(canonical);
        }

        trace.Fail(error);
        return null;
    }

    private static TextNode? Time(ref Utf8JsonReader reader, TypeShape shape, DecodeTrace trace)
    {
        if (!IsText(ref reader, "string", trace))
        {
            return null;
        }

        var text = NodeReader.ReadText(ref reader);
        if (!GoTime.TryParse(text, micro: shape == TypeShape.MicroTime, out var time, out var error))
        {
            trace.Fail(error);
            return null;
        }

        // Go's zero time prints null.
        return time == default ? null : new TextNode(GoTime.Format(time, micro: shape == TypeShape.MicroTime));
    }

    private static TextNode? Bytes(string text, DecodeTrace trace)
    {
        if (GoBase64.TryCanonicalize(text, out var canonical, out var offset))
        {
            return new TextNode(canonical);
        }

        trace.Fail(string.Create(CultureInfo.InvariantCulture, $"illegal base64 data at input byte {offset}"));
        return null;
    }
}
