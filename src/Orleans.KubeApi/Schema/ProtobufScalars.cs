using System.Text;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Schema;

/// <summary>The protobuf forms of scalars, and of the small messages that JSON shows as scalars.</summary>
internal static class ProtobufScalars
{
    // Years 1 to 9999, what RFC 3339 and our times can say.
    private const long FirstSecond = -62_135_596_800;
    private const long LastSecond = 253_402_300_799;

    /// <summary>Whether lists of this shape may be packed.</summary>
    public static bool IsNumber(TypeShape shape) => shape is TypeShape.Boolean or TypeShape.Int32 or TypeShape.Int64 or TypeShape.Double;

    /// <summary>The field the cursor stands on.</summary>
    /// <exception cref="DecodeException">It does not hold such a value.</exception>
    public static Node Read(ref ProtobufCursor cursor, TypeSchema type, string name) => type.Shape switch
    {
        TypeShape.Boolean or TypeShape.Int32 or TypeShape.Int64 => Number(cursor.Varint(name), type.Shape),
        TypeShape.Double => Number(cursor.Double(name)),
        TypeShape.Bytes => Convert.ToBase64String(cursor.Bytes(name)),
        TypeShape.Quantity => Quantity(cursor.Bytes(name)),
        TypeShape.IntOrString => IntOrString(cursor.Bytes(name)),
        TypeShape.Time or TypeShape.MicroTime => Time(cursor.Bytes(name), micro: type.Shape == TypeShape.MicroTime),
        TypeShape.Duration => Duration(cursor.Bytes(name)),
        _ => Text(cursor.Bytes(name)),
    };

    /// <summary>The next number of a packed list.</summary>
    public static Node PackedNumber(ref ProtobufCursor packed, TypeShape shape) =>
        shape == TypeShape.Double ? Number(packed.RawDouble()) : Number(packed.RawVarint(), shape);

    /// <summary>Text; what is not UTF-8 becomes U+FFFD, as it would on the way out of the original.</summary>
    public static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    private static Node Number(ulong value, TypeShape shape) => shape switch
    {
        TypeShape.Boolean => BoolNode.Of(value != 0),
        TypeShape.Int32 => new NumberNode(unchecked((int)value)),
        _ => new NumberNode(unchecked((long)value)),
    };

    private static NumberNode Number(double value) => double.IsFinite(value)
        ? new NumberNode(GoNumber.Format(value))
        : throw new DecodeException($"json: unsupported value: {(double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf")}");

    private static Node Quantity(ReadOnlySpan<byte> message)
    {
        var text = "0";
        var cursor = new ProtobufCursor(message);
        while (cursor.Next())
        {
            if (cursor.Number == 1)
            {
                text = Text(cursor.Bytes("string"));
            }
            else
            {
                cursor.Skip();
            }
        }

        return text;
    }

    private static Node IntOrString(ReadOnlySpan<byte> message)
    {
        var isText = false;
        var number = 0;
        var text = "";
        var cursor = new ProtobufCursor(message);
        while (cursor.Next())
        {
            switch (cursor.Number)
            {
                case 1:
                    isText = cursor.Varint("type") != 0;
                    break;
                case 2:
                    number = unchecked((int)cursor.Varint("intVal"));
                    break;
                case 3:
                    text = Text(cursor.Bytes("strVal"));
                    break;
                default:
                    cursor.Skip();
                    break;
            }
        }

        return isText ? text : number;
    }

    // An empty message is Go's zero time; 1970 is sent with its zeros. Whole seconds only, or microseconds: as JSON has it.
    private static Node Time(ReadOnlySpan<byte> message, bool micro)
    {
        if (message.IsEmpty)
        {
            return NullNode.Instance;
        }

        long seconds = 0;
        var nanoseconds = 0;
        var cursor = new ProtobufCursor(message);
        while (cursor.Next())
        {
            switch (cursor.Number)
            {
                case 1:
                    seconds = unchecked((long)cursor.Varint("seconds"));
                    break;
                case 2:
                    nanoseconds = unchecked((int)cursor.Varint("nanos"));
                    break;
                default:
                    cursor.Skip();
                    break;
            }
        }

        if (seconds is < FirstSecond or > LastSecond || nanoseconds is < 0 or > 999_999_999)
        {
            throw new DecodeException("Time.MarshalJSON: year outside of range [0,9999]");
        }

        var time = DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(micro ? nanoseconds / 1000 * TimeSpan.TicksPerMicrosecond : 0);
        return GoTime.Format(time, micro);
    }

    private static Node Duration(ReadOnlySpan<byte> message)
    {
        long nanoseconds = 0;
        var cursor = new ProtobufCursor(message);
        while (cursor.Next())
        {
            if (cursor.Number == 1)
            {
                nanoseconds = unchecked((long)cursor.Varint("duration"));
            }
            else
            {
                cursor.Skip();
            }
        }

        return GoDurationText.Format(nanoseconds);
    }
}
