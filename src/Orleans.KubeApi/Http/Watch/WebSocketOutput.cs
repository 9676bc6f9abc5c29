using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net.WebSockets;

namespace Orleans.KubeApi.Http.Watch;

/// <summary>
/// Passes a watch's frames on as messages of a WebSocket: JSON as text, one document a message; protobuf as bytes, without the length that
/// separates events elsewhere. What the client sends is read, so that pings are answered and a close is seen, and ignored.
/// </summary>
internal sealed class WebSocketOutput : PipeWriter, IAsyncDisposable
{
    private const int LengthSize = sizeof(int);
    private static readonly TimeSpan CloseWait = TimeSpan.FromSeconds(5);
    private readonly WebSocket _socket;
    private readonly bool _protobuf;
    private readonly CancellationTokenSource _gone;
    private readonly Task _receiving;
    private ArrayBufferWriter<byte> _unsent = new();
    private ArrayBufferWriter<byte> _sending = new();

    public WebSocketOutput(WebSocket socket, bool protobuf, CancellationToken aborted)
    {
        _socket = socket;
        _protobuf = protobuf;
        _gone = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        _receiving = ReceiveAsync();
    }

    /// <summary>Cancelled when the client closed the socket or went away.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes => _unsent.WrittenCount;

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0) => _unsent.GetMemory(sizeHint);

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => _unsent.GetSpan(sizeHint);

    /// <inheritdoc/>
    public override void Advance(int bytes) => _unsent.Advance(bytes);

    /// <summary>Sends all whole frames that were written; there are no others between two calls.</summary>
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        (_unsent, _sending) = (_sending, _unsent);
        try
        {
            var rest = _sending.WrittenMemory;
            while (!rest.IsEmpty)
            {
                var (skip, size) = _protobuf
                    ? (LengthSize, BinaryPrimitives.ReadInt32BigEndian(rest.Span))
                    : (0, rest.Span.IndexOf((byte)'\n') + 1);
                var kind = _protobuf ? WebSocketMessageType.Binary : WebSocketMessageType.Text;
                await _socket.SendAsync(rest.Slice(skip, size), kind, endOfMessage: true, _gone.Token);
                rest = rest[(skip + size)..];
            }
        }
        catch (Exception lost) when (lost is WebSocketException or IOException)
        {
            await _gone.CancelAsync();
            return new FlushResult(isCanceled: false, isCompleted: true);
        }
        finally
        {
            _sending.ResetWrittenCount();
        }

        return default;
    }

    /// <inheritdoc/>
    public override void CancelPendingFlush()
    {
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(CloseWait);
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", limit.Token);
        }
        catch (Exception lost) when (lost is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // It is closed.
        }

        await _gone.CancelAsync();
        await _receiving;
        _socket.Dispose();
        _gone.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[1024];
        try
        {
            while ((await _socket.ReceiveAsync(buffer.AsMemory(), _gone.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception lost) when (lost is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Gone without a word.
        }

        await _gone.CancelAsync();
    }
}
