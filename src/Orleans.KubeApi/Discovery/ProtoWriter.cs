using System.Buffers.Binary;
using System.Text;

namespace Orleans.KubeApi.Discovery;

/// <summary>
/// Writes protobuf messages front to back. The length of a nested message is only known at its end: four bytes are kept for it, and a short
/// message is moved so that one suffices. The padded length of a long one is a legal, if not the shortest, varint.
/// </summary>
internal sealed class ProtoWriter
{
    private const int LengthBytes = 4;
    private byte[] _buffer = new byte[64 * 1024];
    private int _length;

    /// <summary>What was written so far.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>A string field.</summary>
    public void Text(int field, string value)
    {
        Tag(field, 2);
        var bytes = Encoding.UTF8.GetByteCount(value);
        Varint((uint)bytes);
        Reserve(bytes);
        _length += Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_length));
    }

    /// <summary>A boolean field; one that may be absent is written only if it is true.</summary>
    public void Boolean(int field, bool value)
    {
        Tag(field, 0);
        Varint(value ? 1u : 0u);
    }

    /// <summary>A field of eight bytes.</summary>
    public void Double(int field, double value)
    {
        Tag(field, 1);
        Reserve(sizeof(double));
        BinaryPrimitives.WriteDoubleLittleEndian(_buffer.AsSpan(_length), value);
        _length += sizeof(double);
    }

    /// <summary>A nested message; <paramref name="content"/> writes its fields.</summary>
    public void Message<T>(int field, T value, Action<ProtoWriter, T> content)
    {
        Tag(field, 2);
        Reserve(LengthBytes);
        var start = _length + LengthBytes;
        _length = start;
        content(this, value);
        var size = _length - start;
        if (size < 0x80)
        {
            _buffer[start - LengthBytes] = (byte)size;
            _buffer.AsSpan(start, size).CopyTo(_buffer.AsSpan(start - LengthBytes + 1));
            _length -= LengthBytes - 1;
            return;
        }

        if (size >= 1 << (7 * LengthBytes))
        {
            throw new InvalidOperationException("protobuf message too long");
        }

        for (var i = 0; i < LengthBytes; i++)
        {
            var more = i < LengthBytes - 1 ? 0x80 : 0;
            _buffer[start - LengthBytes + i] = (byte)(((size >> (7 * i)) & 0x7f) | more);
        }
    }

    private void Tag(int field, int wireType) => Varint((uint)((field << 3) | wireType));

    private void Varint(uint value)
    {
        Reserve(5);
        while (value >= 0x80)
        {
            _buffer[_length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _buffer[_length++] = (byte)value;
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes));
        }
    }
}
