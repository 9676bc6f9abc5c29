using System.Buffers.Text;

namespace Orleans.KubeApi.Benchmarks.Load;

/// <summary>
/// Finds in a watch stream, without parsing JSON, the time stamps that the driver wrote into the object: one for each line.
/// A member name of managedFields has the form <c>"f:at":</c> and so never looks like one.
/// </summary>
internal sealed class EventScanner(Action<long> onStamp)
{
    private byte[] _buffer = new byte[16 * 1024];
    private int _filled;

    private static ReadOnlySpan<byte> Marker => "\"at\":\""u8;

    /// <summary>Where the next bytes of the stream go.</summary>
    public Memory<byte> Free
    {
        get
        {
            if (_filled == _buffer.Length)
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }

            return _buffer.AsMemory(_filled);
        }
    }

    /// <summary>Takes note of bytes written to <see cref="Free"/> and reports each complete line.</summary>
    public void Advance(int count)
    {
        _filled += count;
        var rest = _buffer.AsSpan(0, _filled);
        for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
        {
            var line = rest[..end];
            var at = line.IndexOf(Marker);
            if (at >= 0 && Utf8Parser.TryParse(line[(at + Marker.Length)..], out long stamp, out _))
            {
                onStamp(stamp);
            }
        }

        rest.CopyTo(_buffer);
        _filled = rest.Length;
    }
}
