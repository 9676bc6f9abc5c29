using System.Buffers.Binary;
using System.Text;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>HTTP/2 frames by hand: enough to be rude.</summary>
internal sealed class RawHttp2 : IAsyncDisposable
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte WindowUpdate = 8;
    public const byte Continuation = 9;

    private static readonly byte[] _preface = Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    private readonly RawConnection _connection;

    private RawHttp2(RawConnection connection) => _connection = connection;

    /// <summary>Connects, says hello with the given settings (pairs of id and value).</summary>
    public static async Task<RawHttp2> OpenAsync(Uri server, CancellationToken cancellation, params (ushort Id, uint Value)[] settings)
    {
        var http = new RawHttp2(await RawConnection.OpenAsync(server, http2: true, cancellation));
        var payload = new byte[settings.Length * 6];
        for (var i = 0; i < settings.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(i * 6), settings[i].Id);
            BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan((i * 6) + 2), settings[i].Value);
        }

        await http.WriteAsync([.. _preface, .. Frame(Settings, 0, 0, payload)], cancellation);
        return http;
    }

    public static byte[] Frame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }

    /// <summary>A GET with END_STREAM and END_HEADERS.</summary>
    public static byte[] Get(int stream, string path, string token) => Frame(Headers, 0x5, stream, HeaderBlock(path, token));

    /// <summary>A header block of literals that touch no table.</summary>
    public static byte[] HeaderBlock(string path, string token)
    {
        var block = new List<byte> { 0x82, 0x87 }; // :method GET, :scheme https
        Literal(block, ":path", path);
        Literal(block, ":authority", "localhost");
        Literal(block, "authorization", "Bearer " + token);
        return [.. block];
    }

    public static void Literal(List<byte> block, string name, string value)
    {
        block.Add(0);
        Text(block, name);
        Text(block, value);
    }

    public Task WriteAsync(byte[] bytes, CancellationToken cancellation) => _connection.Stream.WriteAsync(bytes, cancellation).AsTask();

    /// <summary>Writes until the server has closed the connection or all is written; returns the bytes written.</summary>
    public async Task<long> FloodAsync(IEnumerable<byte[]> frames, CancellationToken cancellation)
    {
        var written = 0L;
        try
        {
            foreach (var frame in frames)
            {
                await WriteAsync(frame, cancellation);
                written += frame.Length;
            }
        }
        catch (IOException)
        {
            // Closed.
        }

        return written;
    }

    /// <summary>The next frame, null after the end of the connection.</summary>
    public async Task<(byte Type, byte Flags, int Stream, byte[] Payload)?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            var head = new byte[9];
            await _connection.Stream.ReadExactlyAsync(head, cancellation);
            var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(head) >> 8 & 0xffffff];
            await _connection.Stream.ReadExactlyAsync(payload, cancellation);
            return (head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)) & 0x7fffffff, payload);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Reads to the end of the connection; the types of the frames, with the number of bytes of data.</summary>
    public async Task<(List<byte> Types, long Data)> DrainAsync(CancellationToken cancellation)
    {
        var types = new List<byte>();
        var data = 0L;
        while (await ReadAsync(cancellation) is { } frame)
        {
            types.Add(frame.Type);
            data += frame.Type == Data ? frame.Payload.Length : 0;
        }

        return (types, data);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static void Text(List<byte> block, string text)
    {
        if (text.Length < 127)
        {
            block.Add((byte)text.Length);
        }
        else
        {
            block.Add(127);
            var rest = text.Length - 127;
            for (; rest >= 128; rest >>= 7)
            {
                block.Add((byte)(rest & 0x7f | 0x80));
            }

            block.Add((byte)rest);
        }

        block.AddRange(Encoding.ASCII.GetBytes(text));
    }
}
