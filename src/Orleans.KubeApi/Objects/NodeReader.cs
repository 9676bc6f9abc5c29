using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Orleans.KubeApi.Objects;

/// <summary>
/// Reads JSON text into a tree. Depth is limited, trailing bytes are an error, duplicate keys are reported and the last one wins,
/// invalid UTF-8 and lone surrogates become U+FFFD as in Go's decoder.
/// </summary>
internal static class NodeReader
{
    /// <summary>The deepest nesting that is read, the original's limit.</summary>
    public const int MaxDepth = 10_000;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>Reads one JSON value that must fill the whole text.</summary>
    /// <exception cref="JsonException">The text is not JSON, is nested too deeply or has trailing bytes.</exception>
    public static Node Parse(ReadOnlySpan<byte> utf8, Action<string>? onDuplicate = null)
    {
        var reader = new Utf8JsonReader(utf8, Options);
        if (!reader.Read())
        {
            throw new JsonException("unexpected end of JSON input");
        }

        var node = ReadValue(ref reader, onDuplicate);
        if (reader.Read())
        {
            throw new JsonException("trailing data");
        }

        return node;
    }

    /// <summary>Reads the value the reader stands on; afterwards it stands on the value's last token.</summary>
    public static Node ReadValue(ref Utf8JsonReader reader, Action<string>? onDuplicate)
    {
        RuntimeHelpersEnsureStack();
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(ref reader, onDuplicate);
            case JsonTokenType.StartArray:
                var array = new ArrayNode();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    array.Add(ReadValue(ref reader, onDuplicate));
                }

                return array;
            case JsonTokenType.String:
                return new TextNode(ReadText(ref reader));
            case JsonTokenType.Number:
                return new NumberNode(
                    Encoding.ASCII.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan));
            case JsonTokenType.True:
                return BoolNode.Of(value: true);
            case JsonTokenType.False:
                return BoolNode.Of(value: false);
            default:
                return NullNode.Instance;
        }
    }

    /// <summary>The string or property name the reader stands on; broken encodings become U+FFFD instead of an exception.</summary>
    public static string ReadText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return LenientText.Decode(reader.ValueSpan);
        }
    }

    private static ObjectNode ReadObject(ref Utf8JsonReader reader, Action<string>? onDuplicate)
    {
        var node = new ObjectNode();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = ReadText(ref reader);
            reader.Read();
            if (!node.Set(name, ReadValue(ref reader, onDuplicate)))
            {
                onDuplicate?.Invoke(name);
            }
        }

        return node;
    }

    // 10,000 levels are legal; a thread of the pool has less stack than some callers need for that, so refuse instead of dying.
    private static void RuntimeHelpersEnsureStack()
    {
        if (!System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JsonException("exceeded max depth");
        }
    }
}
