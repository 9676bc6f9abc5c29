using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Auditing;

/// <summary>
/// Stands between a handler and the connection and keeps the end of the answer back, so that the client can't have a whole answer before
/// its audit event is decided. A small answer is held as a whole, header included; of a large one its last 64 KiB. It also keeps a copy of
/// the answer's beginning for the event.
/// </summary>
/// <param name="http">The request.</param>
/// <param name="copyLimit">How many bytes of the answer are copied.</param>
internal sealed class HeldBody(HttpContext http, int copyLimit) : WriteOnlyStream
{
    private const int HoldLimit = 64 * 1024;
    private readonly IHttpResponseBodyFeature _inner = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
    private readonly ArrayBufferWriter<byte> _held = new();
    private ArrayBufferWriter<byte>? _copy;
    private StreamResponseBodyFeature? _outer;

    /// <summary>How many bytes of the answer are copied; set before the answer begins.</summary>
    public int CopyLimit { get; set; } = copyLimit;

    /// <summary>Bytes of the answer so far.</summary>
    public long Total { get; private set; }

    /// <summary>The answer's beginning, up to <see cref="CopyLimit"/>.</summary>
    public ReadOnlyMemory<byte> Copy => _copy?.WrittenMemory ?? default;

    /// <summary>Takes the place of the connection. Also begins anew when nothing has been sent yet: what is held is dropped.</summary>
    public void Begin()
    {
        _held.ResetWrittenCount();
        _copy = null;
        Total = 0;
        _outer = new StreamResponseBodyFeature(this, _inner);
        http.Features.Set<IHttpResponseBodyFeature>(_outer);
    }

    /// <summary>Steps aside; nothing may have been written.</summary>
    public void StepAside() => http.Features.Set(_inner);

    /// <summary>Takes what the handler left in its writer, so that <see cref="Copy"/> is complete.</summary>
    public Task CompleteAsync() => _outer!.CompleteAsync();

    /// <summary>Sends what is held and steps aside.</summary>
    public async ValueTask ReleaseAsync()
    {
        StepAside();
        if (_held.WrittenCount > 0)
        {
            await _inner.Writer.WriteAsync(_held.WrittenMemory, http.RequestAborted);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Remember(buffer.Span);
        if (_held.WrittenCount + buffer.Length > HoldLimit)
        {
            await _inner.Writer.WriteAsync(_held.WrittenMemory, cancellationToken);
            _held.ResetWrittenCount();
            var passed = Math.Max(0, buffer.Length - HoldLimit);
            await _inner.Writer.WriteAsync(buffer[..passed], cancellationToken);
            buffer = buffer[passed..];
        }

        _held.Write(buffer.Span);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Nothing: what is held stays held.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Nothing: what is held stays held.</summary>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Remember(ReadOnlySpan<byte> data)
    {
        Total += data.Length;
        var room = CopyLimit - (_copy?.WrittenCount ?? 0);
        if (room > 0 && !data.IsEmpty)
        {
            (_copy ??= new ArrayBufferWriter<byte>()).Write(data[..Math.Min(room, data.Length)]);
        }
    }
}
