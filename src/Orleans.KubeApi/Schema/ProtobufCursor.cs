using System.Buffers.Binary;

namespace Orleans.KubeApi.Schema;

/// <summary>
/// Walks over the fields of one protobuf message: <see cref="Next"/>, then exactly one of the reading methods or <see cref="Skip"/>. Never
/// reads beyond the message.
/// </summary>
/// <exception cref="DecodeException">
/// From every method: the bytes are not protobuf; the words are those of the original's decoder.
/// </exception>
internal ref struct ProtobufCursor(ReadOnlySpan<byte> message)
{
    private const int VarintWire = 0;
    private const int Fixed64Wire = 1;
    private const int BytesWire = 2;
    private const int GroupWire = 3;
    private const int EndGroupWire = 4;
    private const int Fixed32Wire = 5;
    private ReadOnlySpan<byte> _rest = message;
    private int _wire;

    /// <summary>The number of the field the cursor stands on.</summary>
    public int Number { get; private set; }

    /// <summary>Whether the field is length-delimited: text, bytes, a message or packed numbers.</summary>
    public readonly bool IsBytes => _wire == BytesWire;

    /// <summary>Nothing is left to read.</summary>
    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>Goes to the next field; false at the end of the message.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = RawVarint();
        Number = unchecked((int)(tag >> 3));
        _wire = (int)(tag & 7);
        if (_wire == EndGroupWire)
        {
            throw new DecodeException("proto: wiretype end group for non-group");
        }

        return Number > 0 ? true : throw new DecodeException($"proto: illegal tag {Number} (wire type {_wire})");
    }

    /// <summary>The field's number; negative ones are in two's complement.</summary>
    public ulong Varint(string field)
    {
        Expect(VarintWire, field);
        return RawVarint();
    }

    /// <summary>The field's floating point number.</summary>
    public double Double(string field)
    {
        Expect(Fixed64Wire, field);
        return RawDouble();
    }

    /// <summary>The field's bytes.</summary>
    public ReadOnlySpan<byte> Bytes(string field)
    {
        Expect(BytesWire, field);
        return RawBytes();
    }

    /// <summary>A number without a tag, as in a packed list.</summary>
    public ulong RawVarint()
    {
        ulong value = 0;
        for (var at = 0; at < 10; at++)
        {
            if (at >= _rest.Length)
            {
                throw UnexpectedEnd();
            }

            value |= (ulong)(_rest[at] & 0x7f) << (7 * at);
            if (_rest[at] < 0x80)
            {
                _rest = _rest[(at + 1)..];
                return value;
            }
        }

        throw new DecodeException("proto: integer overflow");
    }

    /// <summary>A floating point number without a tag.</summary>
    public double RawDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    /// <summary>Passes over the field, whatever it is.</summary>
    public void Skip()
    {
        // A group ends with a tag of its own, and groups may be nested.
        var open = 0;
        for (var wire = _wire; ; wire = (int)(RawVarint() & 7))
        {
            switch (wire)
            {
                case VarintWire:
                    RawVarint();
                    break;
                case Fixed64Wire:
                    Take(sizeof(ulong));
                    break;
                case BytesWire:
                    RawBytes();
                    break;
                case GroupWire:
                    open++;
                    break;
                case EndGroupWire:
                    open--;
                    break;
                case Fixed32Wire:
                    Take(sizeof(uint));
                    break;
                default:
                    throw new DecodeException($"proto: illegal wireType {wire}");
            }

            if (open == 0)
            {
                return;
            }
        }
    }

    private static DecodeException UnexpectedEnd() => new("unexpected EOF");

    private readonly void Expect(int wire, string field)
    {
        if (_wire != wire)
        {
            throw new DecodeException($"proto: wrong wireType = {_wire} for field {GoFieldName(field)}");
        }
    }

    // Go's fields are the JSON names with a capital letter, near enough for a message.
    private static string GoFieldName(string field) => field.Length == 0 ? field : char.ToUpperInvariant(field[0]) + field[1..];

    private ReadOnlySpan<byte> RawBytes()
    {
        var length = unchecked((long)RawVarint());
        if (length < 0)
        {
            throw new DecodeException("proto: negative length found during unmarshaling");
        }

        return Take(length);
    }

    private ReadOnlySpan<byte> Take(long length)
    {
        if (length > _rest.Length)
        {
            throw UnexpectedEnd();
        }

        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }
}
