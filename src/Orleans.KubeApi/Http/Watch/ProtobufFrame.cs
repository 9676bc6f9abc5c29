using System.Buffers;
using System.Buffers.Binary;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Http.Watch;

/// <summary>
/// A watch event in protobuf: four bytes of length, most significant first, then the message of a WatchEvent without an envelope, which
/// holds the object with its envelope.
/// </summary>
internal static class ProtobufFrame
{
    // Tags of length-delimited fields 1 and 2.
    private static ReadOnlySpan<byte> First => [0x0a];

    private static ReadOnlySpan<byte> Second => [0x12];

    /// <summary>Writes one.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="type">ADDED, …</param>
    /// <param name="body">The object as a whole body.</param>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> body)
    {
        var extension = 1 + ProtobufEnvelopeWriter.VarintSize(body.Length) + body.Length;
        var size = 1 + ProtobufEnvelopeWriter.VarintSize(type.Length) + type.Length
            + 1 + ProtobufEnvelopeWriter.VarintSize(extension) + extension;
        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(sizeof(int)), size);
        output.Advance(sizeof(int));
        output.Write(First); // type
        ProtobufEnvelopeWriter.WriteVarint(output, type.Length);
        output.Write(type);
        output.Write(Second); // object, a RawExtension
        ProtobufEnvelopeWriter.WriteVarint(output, extension);
        output.Write(First); // its raw bytes
        ProtobufEnvelopeWriter.WriteVarint(output, body.Length);
        output.Write(body);
    }
}
