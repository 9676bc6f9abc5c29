using System.Text.Json;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Schema;

/// <summary>
/// The protobuf forms of what is any JSON: a message around JSON text (RawExtension, FieldsV1, JSON), or around a choice (a schema or a
/// bool, one schema or several, a schema or names of properties).
/// </summary>
internal static class ProtobufAny
{
    /// <summary>Reads such a message.</summary>
    /// <exception cref="DecodeException">It is broken, or what it holds is not JSON.</exception>
    public static Node Read(ReadOnlySpan<byte> message, TypeSchema type, int depth) => type switch
    {
        { Element: null } => Json(message, type, depth),
        _ when type.Name.EndsWith("OrBool", StringComparison.Ordinal) => SchemaOrBool(message, type.Element, depth),
        _ => SchemaOrList(message, type, depth),
    };

    private static Node Json(ReadOnlySpan<byte> message, TypeSchema type, int depth)
    {
        ReadOnlySpan<byte> raw = default;
        var cursor = new ProtobufCursor(message);
        while (cursor.Next())
        {
            if (cursor.Number == 1)
            {
                raw = cursor.Bytes("raw");
            }
            else
            {
                cursor.Skip();
            }
        }

        if (raw.IsEmpty)
        {
            return NullNode.Instance;
        }

        try
        {
            // The levels above count: the whole must still be JSON that can be read back.
            var reader = new Utf8JsonReader(raw, new JsonReaderOptions { MaxDepth = Math.Max(1, NodeReader.MaxDepth - depth) });
            reader.Read();
            var node = NodeReader.ReadValue(ref reader, onDuplicate: null);
            return reader.Read() ? throw new JsonException("trailing data") : RawFields.Is(type) ? RawNode.Of(raw, node) : node;
        }
        catch (JsonException wrong)
        {
            throw new DecodeException($"json: error calling MarshalJSON for type {type.GoName}: {wrong.Message}");
        }
    }

    private static Node SchemaOrBool(ReadOnlySpan<byte> message, TypeSchema schema, int depth)
    {
        var allows = false;
        ObjectNode? node = null;
        var cursor = new ProtobufCursor(message);
        while (cursor.Next())
        {
            switch (cursor.Number)
            {
                case 1:
                    allows = cursor.Varint("allows") != 0;
                    break;
                case 2:
                    node = ProtobufReader.Message(cursor.Bytes("schema"), schema, node ?? [], depth);
                    break;
                default:
                    cursor.Skip();
                    break;
            }
        }

        return node ?? (Node)allows;
    }

    // The list wins where both are there.
    private static Node SchemaOrList(ReadOnlySpan<byte> message, TypeSchema type, int depth)
    {
        var ofNames = type.Name.EndsWith("OrStringArray", StringComparison.Ordinal);
        var list = new ArrayNode();
        ObjectNode? node = null;
        var cursor = new ProtobufCursor(message);
        while (cursor.Next())
        {
            switch (cursor.Number)
            {
                case 1:
                    node = ProtobufReader.Message(cursor.Bytes("schema"), type.Element!, node ?? [], depth);
                    break;
                case 2 when ofNames:
                    list.Add(ProtobufScalars.Text(cursor.Bytes("property")));
                    break;
                case 2:
                    list.Add(ProtobufReader.Message(cursor.Bytes("jSONSchemas"), type.Element!, [], depth + 1));
                    break;
                default:
                    cursor.Skip();
                    break;
            }
        }

        return list.Items.Count > 0 ? list : node ?? (Node)NullNode.Instance;
    }
}
