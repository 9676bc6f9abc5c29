using System.Buffers;
using System.Buffers.Binary;

namespace Orleans.KubeApi.Schema;

/// <summary>The growing buffer behind <see cref="ProtobufWriter"/>, rented; what is in it may be moved. Not thread-safe.</summary>
internal sealed class ProtobufOutput(int capacity) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(256, capacity));

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>A copy of all that was written.</summary>
    public byte[] ToArray() => _buffer.AsSpan(0, Length).ToArray();

    /// <summary>Room for at least so many bytes; <see cref="Advance"/> tells how many were used.</summary>
    public Span<byte> Space(int size)
    {
        if (_buffer.Length - Length < size)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + size, _buffer.Length * 2));
            _buffer.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsSpan(Length);
    }

    public void Advance(int size) => Length += size;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Space(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Bytes with their length before them.</summary>
    public void Sized(ReadOnlySpan<byte> bytes)
    {
        Varint((uint)bytes.Length);
        Write(bytes);
    }

    public void Tag(int number, int wire) => Varint(((uint)number << 3) | (uint)wire);

    public void Varint(ulong value)
    {
        var space = Space(10);
        var at = 0;
        for (; value >= 0x80; value >>= 7)
        {
            space[at++] = (byte)(value | 0x80);
        }

        space[at++] = (byte)value;
        Length += at;
    }

    public void Double(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(Space(sizeof(double)), value);
        Length += sizeof(double);
    }

    /// <summary>Puts the length of what was written from <paramref name="start"/> on before it.</summary>
    public void InsertLength(int start)
    {
        var size = Length - start;
        var digits = 1;
        for (var rest = size >> 7; rest > 0; rest >>= 7)
        {
            digits++;
        }

        Space(digits);
        _buffer.AsSpan(start, size).CopyTo(_buffer.AsSpan(start + digits));
        Length = start;
        Varint((uint)size);
        Length = start + digits + size;
    }

    /// <summary>Writes once more what stands at an earlier place.</summary>
    public void Repeat(int from, int size)
    {
        Space(size);
        _buffer.AsSpan(from, size).CopyTo(_buffer.AsSpan(Length));
        Length += size;
    }

    /// <summary>Moves all from <paramref name="from"/> on to <paramref name="start"/>; what was between is gone.</summary>
    public void MoveToFront(int start, int from)
    {
        var size = Length - from;
        _buffer.AsSpan(from, size).CopyTo(_buffer.AsSpan(start));
        Length = start + size;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        Length = 0;
    }
}
