using System.Runtime.CompilerServices;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Schema;

/// <summary>
/// Decodes the protobuf message of an object into the tree that its JSON form would give: field names, base64 text for bytes, times as
/// text. The tree is not canonical (<see cref="ObjectDecoder"/> makes it so) and lists members in the order they were sent.
/// </summary>
/// <remarks>
/// As in the original: unknown numbers are passed over, a repeated message is merged into the earlier one, of repeated scalars the last
/// one wins, and zero values that were sent are kept (with pointers absent and zero differ). A list that is empty cannot be told from one
/// that is absent: protobuf sends neither.
/// </remarks>
internal static class ProtobufReader
{
    /// <summary>The most values that a message may hold: one of a byte becomes a node of a hundred.</summary>
    public const int MostValues = 250_000;

    private const int EntryKey = 1;
    private const int EntryValue = 2;

    // What the message that this thread decodes may still hold.
    [ThreadStatic]
    private static int _left;

    /// <summary>Decodes one message.</summary>
    /// <param name="message">The object's own message, without the envelope.</param>
    /// <param name="type">Its type.</param>
    /// <exception cref="DecodeException">
    /// The bytes are no such message, hold more than <see cref="MostValues"/> or are nested deeper than
    /// <see cref="NodeReader.MaxDepth"/> levels of JSON.
    /// </exception>
    public static ObjectNode Decode(ReadOnlySpan<byte> message, TypeSchema type)
    {
        _left = MostValues;
        return Message(message, type, new ObjectNode(), depth: 1);
    }

    /// <summary>A message read into the given object.</summary>
    /// <param name="message">The message.</param>
    /// <param name="type">Its type.</param>
    /// <param name="node">What earlier parts of the same message left, or an empty object.</param>
    /// <param name="depth">How deep in JSON the object is.</param>
    internal static ObjectNode Message(ReadOnlySpan<byte> message, TypeSchema type, ObjectNode node, int depth)
    {
        EnsureDepth(depth);
        Count();
        Fields(message, type.Protobuf, node, depth);
        return node;
    }

    private static void Fields(ReadOnlySpan<byte> message, ProtobufTable table, ObjectNode node, int depth)
    {
        var cursor = new ProtobufCursor(message);
        while (cursor.Next())
        {
            if (table.Field(cursor.Number) is { } field)
            {
                Field(ref cursor, field, node, depth);
            }
            else if (table.Embedded(cursor.Number) is { } embedded)
            {
                Fields(cursor.Bytes("embedded"), embedded, node, depth);
            }
            else
            {
                cursor.Skip();
            }
        }
    }

    private static void Field(ref ProtobufCursor cursor, FieldSchema field, ObjectNode node, int depth)
    {
        switch (field.Type.Shape)
        {
            case TypeShape.Struct:
                node.Set(field.Name, Message(cursor.Bytes(field.Name), field.Type, node.Object(field.Name) ?? [], depth + 1));
                break;
            case TypeShape.Map:
                Entry(cursor.Bytes(field.Name), field, node.Child(field.Name), depth + 1);
                break;
            case TypeShape.List:
                var list = node.Array(field.Name) ?? new ArrayNode();
                node.Set(field.Name, list);
                Items(ref cursor, field.Type.Element!, field.Name, list, depth + 1);
                break;
            default:
                node.Set(field.Name, Value(ref cursor, field.Type, field.Name, depth + 1));
                break;
        }
    }

    private static void Entry(ReadOnlySpan<byte> entry, FieldSchema field, ObjectNode map, int depth)
    {
        EnsureDepth(depth);
        Count();
        var key = "";
        Node? value = null;
        var cursor = new ProtobufCursor(entry);
        while (cursor.Next())
        {
            switch (cursor.Number)
            {
                case EntryKey:
                    key = ProtobufScalars.Text(cursor.Bytes(field.Name));
                    break;
                case EntryValue:
                    value = Value(ref cursor, field.Type.Element!, field.Name, depth + 1);
                    break;
                default:
                    cursor.Skip();
                    break;
            }
        }

        map.Set(key, value ?? ZeroValue.OfElement(field.Type));
    }

    // One item, or any number of them packed into one field.
    private static void Items(ref ProtobufCursor cursor, TypeSchema element, string name, ArrayNode list, int depth)
    {
        EnsureDepth(depth);
        if (!cursor.IsBytes || !ProtobufScalars.IsNumber(element.Shape))
        {
            Count();
            list.Add(Value(ref cursor, element, name, depth + 1));
            return;
        }

        var packed = new ProtobufCursor(cursor.Bytes(name));
        while (!packed.AtEnd)
        {
            Count();
            list.Add(ProtobufScalars.PackedNumber(ref packed, element.Shape));
        }
    }

    private static Node Value(ref ProtobufCursor cursor, TypeSchema type, string name, int depth) => type.Shape switch
    {
        TypeShape.Struct => Message(cursor.Bytes(name), type, [], depth),
        TypeShape.List => WrappedList(cursor.Bytes(name), type, name, depth),
        TypeShape.Map => throw new DecodeException($"proto: a map cannot be an element of {name}"),
        TypeShape.Any => ProtobufAny.Read(cursor.Bytes(name), type, depth),
        _ => ProtobufScalars.Read(ref cursor, type, name),
    };

    // A list that is itself an element has a message of its own, with the items as field 1.
    private static ArrayNode WrappedList(ReadOnlySpan<byte> message, TypeSchema type, string name, int depth)
    {
        var list = new ArrayNode();
        var cursor = new ProtobufCursor(message);
        while (cursor.Next())
        {
            if (cursor.Number == 1)
            {
                Items(ref cursor, type.Element!, name, list, depth);
            }
            else
            {
                cursor.Skip();
            }
        }

        return list;
    }

    private static void Count()
    {
        if (--_left < 0)
        {
            throw new DecodeException($"the object has more than {MostValues} values");
        }
    }

    // A thread of the pool has less stack than the legal depth may need, so refuse instead of dying.
    private static void EnsureDepth(int depth)
    {
        if (depth > NodeReader.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new DecodeException("exceeded max depth");
        }
    }
}
