using System.Buffers;
using System.Text;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Schema;

/// <summary>
/// Wraps messages as <see cref="ProtobufEnvelope"/> opens them: <c>k8s\0</c>, kind and version, the message, and two empty texts.
/// </summary>
/// <param name="kind">Kind and version of the messages.</param>
internal sealed class ProtobufEnvelopeWriter(GroupVersionKind kind)
{
    private static readonly byte[] Tail = [0x1a, 0, 0x22, 0];
    private readonly byte[] _head = Head(kind.ApiVersion, kind.Kind);

    /// <summary>The envelope's size around a message of that size.</summary>
    public int Size(int message) => _head.Length + VarintSize(message) + message + Tail.Length;

    /// <summary>What goes before the message.</summary>
    public void WriteHead(IBufferWriter<byte> output, int message)
    {
        output.Write(_head);
        WriteVarint(output, message);
    }

    /// <summary>What goes behind it.</summary>
    public static void WriteTail(IBufferWriter<byte> output) => output.Write(Tail);

    /// <summary>A whole body.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> message)
    {
        var buffer = new ArrayBufferWriter<byte>(Size(message.Length));
        WriteHead(buffer, message.Length);
        buffer.Write(message);
        WriteTail(buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A length as varint.</summary>
    public static void WriteVarint(IBufferWriter<byte> output, int value)
    {
        Span<byte> bytes = stackalloc byte[5];
        var at = 0;
        var rest = (uint)value;
        for (; rest >= 0x80; rest >>= 7)
        {
            bytes[at++] = (byte)(rest | 0x80);
        }

        bytes[at++] = (byte)rest;
        output.Write(bytes[..at]);
    }

    /// <summary>How many bytes <see cref="WriteVarint"/> writes.</summary>
    public static int VarintSize(int value)
    {
        var size = 1;
        for (var rest = (uint)value >> 7; rest > 0; rest >>= 7)
        {
            size++;
        }

        return size;
    }

    private static byte[] Head(string apiVersion, string kind)
    {
        using var type = new ProtobufOutput(64);
        type.Tag(1, ProtobufTag.Bytes);
        type.Sized(Encoding.UTF8.GetBytes(apiVersion));
        type.Tag(2, ProtobufTag.Bytes);
        type.Sized(Encoding.UTF8.GetBytes(kind));
        using var head = new ProtobufOutput(64);
        head.Write("k8s\0"u8);
        head.Tag(1, ProtobufTag.Bytes);
        head.Sized(type.ToArray());
        head.Tag(2, ProtobufTag.Bytes);
        return head.ToArray();
    }
}
