using System.Runtime.CompilerServices;
using System.Text.Json;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Schema;

/// <summary>
/// Writes the protobuf message of an object straight from its canonical JSON, without a tree: the bytes that the original's generated
/// encoder writes. What the type does not know, or has no number, is left out (kind and version: the envelope tells them).
/// </summary>
/// <remarks>
/// JSON comes in the order of declaration, a message is written in the order of its numbers, with zero values for what JSON leaves out. So
/// each level is written in two steps: its fields as they come, each noted with its place, behind them once more in their right order,
/// which then moves to the front. A length is put before its content when that is known. Both cost a copy of bytes per level.
/// </remarks>
internal sealed class ProtobufWriter
{
    private const int EntryKey = 1;
    private const int EntryValue = 2;
    private readonly ReadOnlyMemory<byte> _json;
    private readonly ProtobufOutput _output;
    private (int From, int Size)[] _places = new (int, int)[64];
    private int _placesUsed;

    private ProtobufWriter(ReadOnlyMemory<byte> json, ProtobufOutput output)
    {
        _json = json;
        _output = output;
    }

    /// <summary>The message of one object.</summary>
    /// <param name="json">The object in canonical JSON (<see cref="ObjectDecoder"/>), in the shape of the type.</param>
    /// <param name="type">Its type, a struct.</param>
    /// <exception cref="JsonException">The text is no JSON object.</exception>
    /// <exception cref="InvalidOperationException">A value does not have the type's form.</exception>
    public static byte[] Write(ReadOnlyMemory<byte> json, TypeSchema type)
    {
        using var output = new ProtobufOutput(json.Length);
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = NodeReader.MaxDepth });
        reader.Read();
        new ProtobufWriter(json, output).Message(ref reader, type);
        return output.ToArray();
    }

    private void Message(ref Utf8JsonReader reader, TypeSchema type)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var fields = type.FieldArray;
        var first = Reserve(fields.Length);
        var start = _output.Length;
        var guess = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var at = type.Table.Find(reader.ValueSpan, guess);
            reader.Read();
            if (at < 0 || fields[at].Proto == 0 || reader.TokenType == JsonTokenType.Null)
            {
                reader.Skip();
                continue;
            }

            guess = at + 1;
            var from = _output.Length;
            Field(ref reader, fields[at]);
            _places[first + at] = (from, _output.Length - from);
        }

        var ordered = _output.Length;
        Arrange(type.ProtobufOrder.Slots, first);
        _output.MoveToFront(start, ordered);
        _placesUsed = first;
    }

    private int Reserve(int count)
    {
        var first = _placesUsed;
        _placesUsed += count;
        if (_placesUsed > _places.Length)
        {
            Array.Resize(ref _places, Math.Max(_placesUsed, _places.Length * 2));
        }

        Array.Clear(_places, first, count);
        return first;
    }

    private void Arrange(ProtobufSlot[] slots, int first)
    {
        foreach (var slot in slots)
        {
            if (slot.Embedded is { } embedded)
            {
                _output.Write(slot.Tag);
                var content = _output.Length;
                Arrange(embedded, first);
                _output.InsertLength(content);
            }
            else if (_places[first + slot.Position] is { Size: > 0 } place)
            {
                _output.Repeat(place.From, place.Size);
            }
            else
            {
                _output.Write(slot.Absent);
            }
        }
    }

    private void Field(ref Utf8JsonReader reader, FieldSchema field)
    {
        switch (field.Type.Shape)
        {
            case TypeShape.List:
                Items(ref reader, field.Proto, field.Type.Element!);
                break;
            case TypeShape.Map:
                Entries(ref reader, field.Proto, field.Type.Element!);
                break;
            default:
                Value(ref reader, field.Proto, field.Type);
                break;
        }
    }

    private void Items(ref Utf8JsonReader reader, int number, TypeSchema element)
    {
        Expect(reader.TokenType == JsonTokenType.StartArray, reader.TokenType, TypeShape.List);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Value(ref reader, number, element);
        }
    }

    private void Entries(ref Utf8JsonReader reader, int number, TypeSchema element)
    {
        Expect(reader.TokenType == JsonTokenType.StartObject, reader.TokenType, TypeShape.Map);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            _output.Tag(number, ProtobufTag.Bytes);
            var entry = _output.Length;
            _output.Tag(EntryKey, ProtobufTag.Bytes);
            Text(ref reader);
            reader.Read();
            Value(ref reader, EntryValue, element);
            _output.InsertLength(entry);
        }
    }

    // One value with its tag.
    private void Value(ref Utf8JsonReader reader, int number, TypeSchema type)
    {
        _output.Tag(number, ProtobufTag.WireOf(type.Shape));
        switch (type.Shape)
        {
            case TypeShape.Boolean:
                _output.Varint(reader.TokenType == JsonTokenType.True ? 1u : 0u);
                break;
            case TypeShape.Int32 or TypeShape.Int64:
                _output.Varint(reader.TokenType == JsonTokenType.Null ? 0 : unchecked((ulong)reader.GetInt64()));
                break;
            case TypeShape.Double:
                _output.Double(reader.TokenType == JsonTokenType.Null ? 0 : reader.GetDouble());
                break;
            case TypeShape.Text when reader.TokenType == JsonTokenType.String:
                Text(ref reader);
                break;
            default:
                var content = _output.Length;
                Content(ref reader, type);
                _output.InsertLength(content);
                break;
        }
    }

    // Everything that has a length and is not text.
    private void Content(ref Utf8JsonReader reader, TypeSchema type)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            _output.Write(ProtobufZero.Value(type)); // a null among elements
            return;
        }

        switch (type.Shape)
        {
            case TypeShape.Struct:
                Expect(reader.TokenType == JsonTokenType.StartObject, reader.TokenType, type.Shape);
                Message(ref reader, type);
                break;
            case TypeShape.List:
                Items(ref reader, 1, type.Element!);
                break;
            case TypeShape.Any:
                Any(ref reader, type);
                break;
            case TypeShape.Quantity:
                _output.Tag(1, ProtobufTag.Bytes);
                Text(ref reader);
                break;
            default:
                ProtobufSmall.Write(_output, ref reader, type.Shape);
                break;
        }
    }

    private void Any(ref Utf8JsonReader reader, TypeSchema type)
    {
        if (type.Element is null)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            _output.Tag(1, ProtobufTag.Bytes);
            _output.Sized(_json.Span[start..(int)reader.BytesConsumed]);
            return;
        }

        if (type.Name.EndsWith("OrBool", StringComparison.Ordinal))
        {
            // A schema says that something is allowed, too.
            _output.Tag(1, ProtobufTag.Varint);
            _output.Varint(reader.TokenType == JsonTokenType.False ? 0u : 1u);
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                Value(ref reader, 2, type.Element);
            }
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            Value(ref reader, 1, type.Element);
        }
        else
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                AnyItem(ref reader, type.Element);
            }
        }
    }

    private void AnyItem(ref Utf8JsonReader reader, TypeSchema element)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            Value(ref reader, 2, element);
            return;
        }

        _output.Tag(2, ProtobufTag.Bytes);
        Text(ref reader);
    }

    private void Text(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            _output.Sized(reader.ValueSpan);
        }
        else
        {
            var start = _output.Length;
            _output.Advance(reader.CopyString(_output.Space(reader.ValueSpan.Length)));
            _output.InsertLength(start);
        }
    }

    private static void Expect(bool fits, JsonTokenType found, TypeShape shape)
    {
        if (!fits)
        {
            throw new InvalidOperationException($"{found} where the type has a {shape}");
        }
    }
}
