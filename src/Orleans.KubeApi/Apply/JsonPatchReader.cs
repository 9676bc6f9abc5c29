using System.Globalization;
using System.Text.Json;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Apply;

/// <summary>Reads the body of a JSON patch without building a tree of it. Refusals are 400, more operations than allowed 413.</summary>
internal static class JsonPatchReader
{
    /// <summary>The operations in order.</summary>
    public static List<JsonPatchOperation> Read(ReadOnlySpan<byte> patch)
    {
        var operations = new List<JsonPatchOperation>(4);
        var count = 0;
        try
        {
            var reader = new Utf8JsonReader(patch, new JsonReaderOptions { MaxDepth = NodeReader.MaxDepth });
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
            {
                reader.Read();
                return operations; // null is no operation
            }

            if (reader.TokenType != JsonTokenType.StartArray)
            {
                throw Malformed($"json: cannot unmarshal {KindOf(ref reader)} into Go value of type []handlers.jsonPatchOp");
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                count++;
                var operation = ReadOperation(ref reader);
                if (count <= JsonPatch.MaxOperations)
                {
                    operations.Add(operation);
                }
            }

            // Whatever follows the array makes the reader throw.
            reader.Read();
        }
        catch (JsonException broken)
        {
            throw Malformed(Explain(patch, broken));
        }
        catch (InvalidOperationException)
        {
            throw Malformed("invalid escape in a name"); // Half a surrogate pair shows only when the name is looked at.
        }

        return count <= JsonPatch.MaxOperations ? operations : throw new StatusException(new Status(
            413, "RequestEntityTooLarge",
            $"Request entity too large: The allowed maximum operations in a JSON patch is {JsonPatch.MaxOperations}, got {count}"));
    }

    private static JsonPatchOperation ReadOperation(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return new("", null, null, NullNode.Instance);
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Malformed($"json: cannot unmarshal {KindOf(ref reader)} into Go value of type handlers.jsonPatchOp");
        }

        var operation = new JsonPatchOperation("", null, null, NullNode.Instance);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var part = reader.ValueTextEquals("op"u8) ? 'o'
                : reader.ValueTextEquals("path"u8) ? 'p'
                : reader.ValueTextEquals("from"u8) ? 'f'
                : reader.ValueTextEquals("value"u8) ? 'v' : ' ';
            reader.Read();
            operation = part switch
            {
                'o' => operation with { Op = ReadText(ref reader, "op") ?? "" },
                'p' => operation with { Path = ReadText(ref reader, "path") },
                'f' => operation with { From = ReadText(ref reader, "from") },
                'v' => operation with { Value = NodeReader.ReadValue(ref reader, onDuplicate: null) },
                _ => operation,
            };
            if (part == ' ')
            {
                reader.Skip();
            }
        }

        return operation;
    }

    /// <summary>What strict decoding finds in a patch that could be read: members named twice, and those that no operation has.</summary>
    public static IReadOnlyList<string> Problems(ReadOnlySpan<byte> patch)
    {
        var problems = DuplicateKeys.Find(patch).ToList();
        var reader = new Utf8JsonReader(patch, new JsonReaderOptions { MaxDepth = NodeReader.MaxDepth });
        var position = -1;
        while (reader.Read())
        {
            if (reader.CurrentDepth == 1 && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
            {
                position++;
            }
            else if (reader is { CurrentDepth: 2, TokenType: JsonTokenType.PropertyName } && !IsMember(ref reader))
            {
                problems.Add($"unknown field {GoText.Quote(string.Create(
                    CultureInfo.InvariantCulture, $"[{position}].{NodeReader.ReadText(ref reader)}"))}");
            }
        }

        return problems.ConvertAll(p => "json patch " + p);
    }

    private static bool IsMember(ref Utf8JsonReader reader) => reader.ValueTextEquals("op"u8) || reader.ValueTextEquals("path"u8)
        || reader.ValueTextEquals("from"u8) || reader.ValueTextEquals("value"u8);

    private static string? ReadText(ref Utf8JsonReader reader, string name) => reader.TokenType switch
    {
        JsonTokenType.String => NodeReader.ReadText(ref reader),
        JsonTokenType.Null => null,
        _ => throw Malformed($"json: cannot unmarshal {KindOf(ref reader)} into Go struct field jsonPatchOp.{name} of type string"),
    };

    private static string KindOf(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "object",
        JsonTokenType.StartArray => "array",
        JsonTokenType.String => "string",
        JsonTokenType.Number => "number",
        JsonTokenType.Null => "null",
        _ => "bool",
    };

    private static string Explain(ReadOnlySpan<byte> patch, JsonException broken)
    {
        if (IsTruncated(patch))
        {
            return "unexpected end of JSON input";
        }

        for (var line = broken.LineNumber ?? 0; line > 0; line--)
        {
            patch = patch[(patch.IndexOf((byte)'\n') + 1)..];
        }

        var at = (int)(broken.BytePositionInLine ?? 0);
        return at < patch.Length && IsPrintable(patch[at])
            ? $"invalid character '{(char)patch[at]}' looking for beginning of value"
            : "invalid character looking for beginning of value";
    }

    /// <summary>Whether more text could still make it valid.</summary>
    private static bool IsTruncated(ReadOnlySpan<byte> patch)
    {
        var reader = new Utf8JsonReader(patch, isFinalBlock: false, new JsonReaderState(new() { MaxDepth = NodeReader.MaxDepth }));
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsPrintable(byte letter) => letter is >= 0x20 and < 0x7f;

    private static StatusException Malformed(string text) => StatusErrors.BadRequest($"error decoding patch: {text}");
}
