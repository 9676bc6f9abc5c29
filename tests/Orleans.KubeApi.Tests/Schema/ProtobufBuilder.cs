using System.Text;

namespace Orleans.KubeApi.Tests.Schema;

/// <summary>Writes a protobuf message field by field, in any order, right or wrong.</summary>
internal sealed class ProtobufBuilder
{
    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    public ProtobufBuilder Number(int field, long value) => Tag(field, 0).Varint(unchecked((ulong)value));

    public ProtobufBuilder Double(int field, double value) => Tag(field, 1).Raw(BitConverter.GetBytes(value));

    public ProtobufBuilder Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtobufBuilder Message(int field, ProtobufBuilder message) => Bytes(field, message.ToArray());

    public ProtobufBuilder Bytes(int field, ReadOnlySpan<byte> value) => Tag(field, 2).Varint((ulong)value.Length).Raw(value);

    /// <summary>An entry of a map of texts.</summary>
    public ProtobufBuilder Entry(int field, string key, string value) => Message(field, new ProtobufBuilder().Text(1, key).Text(2, value));

    public ProtobufBuilder Tag(int field, int wire) => Varint(((ulong)field << 3) | (uint)wire);

    public ProtobufBuilder Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.Add((byte)(value | 0x80));
        }

        _bytes.Add((byte)value);
        return this;
    }

    public ProtobufBuilder Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>This message as the body of a request.</summary>
    public byte[] Envelope(string apiVersion, string kind) => new ProtobufBuilder()
        .Raw("k8s\0"u8)
        .Message(1, new ProtobufBuilder().Text(1, apiVersion).Text(2, kind))
        .Message(2, this)
        .Text(3, "")
        .Text(4, "")
        .ToArray();
}
