using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Orleans.KubeApi.Hosting.Web;

/// <summary>
/// Between HTTP/2 and TLS: what many streams of one connection send at the same time goes out as few large TLS records. Kestrel flushes
/// after every frame, and by itself each flush is a record of its own, in pieces of a pool block (4 KiB): with a thousand watchers on a few
/// connections, sealing and handing on small records costs more than all else. Frames keep their order, nothing waits for more to come
/// (while one record is sealed the next gathers), and a peer that doesn't read stops the writer at <see cref="PauseBytes"/>.
/// HTTP/1.1, with its one response at a time, has nothing to gather and is left alone. Kestrel has no option for it.
/// </summary>
internal static class GatheredOutput
{
    /// <summary>Bytes that may lie between HTTP/2 and TLS before a flush waits.</summary>
    private const int PauseBytes = 64 * 1024;

    // The largest plain text of one TLS record (RFC 8446 §5.1).
    private const int RecordBytes = 16 * 1024;

    private static readonly TimeSpan _farewell = TimeSpan.FromSeconds(5);
    private static readonly PipeOptions _options = new(
        pool: MemoryPool<byte>.Shared,
        readerScheduler: PipeScheduler.ThreadPool,
        writerScheduler: PipeScheduler.ThreadPool,
        pauseWriterThreshold: PauseBytes,
        resumeWriterThreshold: PauseBytes / 2,
        minimumSegmentSize: RecordBytes,
        useSynchronizationContext: false);

    /// <summary>The connection middleware; it belongs after TLS.</summary>
    public static ConnectionDelegate Before(ConnectionDelegate next) => connection =>
        connection.Features.Get<ISslStreamFeature>()?.SslStream.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2
            ? RunAsync(next, connection)
            : next(connection);

    private static async Task RunAsync(ConnectionDelegate next, ConnectionContext connection)
    {
        var sealing = connection.Transport;
        var gathered = new Pipe(_options);
        connection.Transport = new Duplex(sealing.Input, gathered.Writer);
        var pump = PumpAsync(gathered.Reader, sealing.Output);
        try
        {
            await next(connection);
        }
        finally
        {
            await gathered.Writer.CompleteAsync();
            using var patience = new CancellationTokenSource(_farewell);
            using (patience.Token.Register(connection.Abort)) // a peer that doesn't read its last answer
            {
                await pump;
            }

            connection.Transport = sealing;
        }
    }

    /// <summary>
    /// Moves what is there to <paramref name="output"/> until its writer completes. When the output fails or its reader has gone the next
    /// flush on the other side says so; nothing is thrown here.
    /// </summary>
    internal static async Task PumpAsync(PipeReader gathered, PipeWriter output)
    {
        try
        {
            ReadResult read;
            do
            {
                read = await gathered.ReadAsync();
                foreach (var piece in read.Buffer)
                {
                    if ((await output.WriteAsync(piece)).IsCompleted)
                    {
                        await gathered.CompleteAsync();
                        return;
                    }
                }

                gathered.AdvanceTo(read.Buffer.End);
            }
            while (!read.IsCompleted);

            await gathered.CompleteAsync();
        }
        catch (Exception gone)
        {
            await gathered.CompleteAsync(gone);
        }
    }

    private sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
