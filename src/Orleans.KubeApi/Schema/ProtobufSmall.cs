using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Orleans.KubeApi.Schema;

/// <summary>The messages, or bytes, of what JSON shows as one string or number.</summary>
internal static class ProtobufSmall
{
    /// <summary>Writes the content of one value: bytes, an IntOrString, a time or a duration.</summary>
    public static void Write(ProtobufOutput output, ref Utf8JsonReader reader, TypeShape shape)
    {
        switch (shape)
        {
            case TypeShape.Bytes:
                Base64Bytes(output, ref reader);
                break;
            case TypeShape.IntOrString:
                IntOrString(output, ref reader);
                break;
            case TypeShape.Time or TypeShape.MicroTime:
                Time(output, reader.GetString()!, shape == TypeShape.MicroTime);
                break;
            default:
                throw new InvalidOperationException($"{reader.TokenType} where the type has a {shape}");
        }
    }

    private static void Base64Bytes(ProtobufOutput output, ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped)
        {
            output.Write(reader.GetBytesFromBase64());
            return;
        }

        var text = reader.ValueSpan;
        if (Base64.DecodeFromUtf8(text, output.Space(Base64.GetMaxDecodedFromUtf8Length(text.Length)), out _, out var size)
            != OperationStatus.Done)
        {
            throw new InvalidOperationException("bytes that are no base64");
        }

        output.Advance(size);
    }

    private static void IntOrString(ProtobufOutput output, ref Utf8JsonReader reader)
    {
        var isText = reader.TokenType == JsonTokenType.String;
        output.Tag(1, ProtobufTag.Varint);
        output.Varint(isText ? 1u : 0u);
        output.Tag(2, ProtobufTag.Varint);
        output.Varint(isText ? 0 : unchecked((ulong)reader.GetInt64()));
        output.Tag(3, ProtobufTag.Bytes);
        output.Sized(isText ? Encoding.UTF8.GetBytes(reader.GetString()!) : []);
    }

    // Whole seconds, or microseconds. Go's zero time is the empty message.
    private static void Time(ProtobufOutput output, string text, bool micro)
    {
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            throw new InvalidOperationException($"\"{text}\" where the type has a time");
        }

        if (time.UtcTicks == 0)
        {
            return;
        }

        var ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        var seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out var rest);
        if (rest < 0)
        {
            seconds--;
            rest += TimeSpan.TicksPerSecond;
        }

        output.Tag(1, ProtobufTag.Varint);
        output.Varint(unchecked((ulong)seconds));
        output.Tag(2, ProtobufTag.Varint);
        output.Varint(micro ? (ulong)(rest / TimeSpan.TicksPerMicrosecond * 1000) : 0);
    }
}
