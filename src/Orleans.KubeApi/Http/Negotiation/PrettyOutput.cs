using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;

namespace Orleans.KubeApi.Http.Negotiation;

/// <summary>
/// An indented JSON answer that is written while it is made. Its beginning is held back until it is clear whether the answer is large: a
/// small one goes out with its length, a large one in pieces, compressed where the client asks for that.
/// </summary>
/// <param name="context">The request; the status is set by the caller.</param>
internal sealed class PrettyOutput(RequestContext context) : IAsyncDisposable
{
    // Small, because a deep nesting makes a long line of each byte.
    private const int PieceBytes = 1024;

    private readonly ArrayBufferWriter<byte> _begin = new(4096);
    private JsonIndenter? _indenter;
    private PipeWriter? _writer;
    private GZipStream? _gzip;

    /// <summary>Writes a whole body.</summary>
    public static async ValueTask WriteAsync(RequestContext context, ReadOnlyMemory<byte> json)
    {
        await using var output = new PrettyOutput(context);
        if (await output.AddAsync(json))
        {
            await output.EndAsync();
        }
    }

    /// <summary>Indents the next part of a compact JSON text and sends what has gathered. False: the client is gone.</summary>
    public async ValueTask<bool> AddAsync(ReadOnlyMemory<byte> json)
    {
        _indenter ??= new JsonIndenter(_begin);
        for (var at = 0; at < json.Length; at += PieceBytes)
        {
            _indenter.Write(json.Span[at..Math.Min(json.Length, at + PieceBytes)]);
            if (_writer is null && _begin.WrittenCount > context.Options.GzipFrom)
            {
                Begin(_indenter);
            }

            if (_writer is { } writer && writer.UnflushedBytes >= context.Options.FlushFrom
                && (await writer.FlushAsync(context.Http.RequestAborted)).IsCompleted)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Ends the answer.</summary>
    public async ValueTask EndAsync()
    {
        if (_writer is null)
        {
            context.Http.Response.Headers.ContentType = HeaderValues.Json;
            await Answers.BytesAsync(context, _begin.WrittenMemory);
            return;
        }

        await _writer.FlushAsync(context.Http.RequestAborted);
        if (_gzip is not null)
        {
            await _writer.CompleteAsync();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _gzip?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Begin(JsonIndenter indenter)
    {
        context.Http.Response.Headers.ContentType = HeaderValues.Json;
        if (GzipOutput.IsWanted(context.Http.Request))
        {
            _gzip = GzipOutput.Begin(context.Http);
            _writer = PipeWriter.Create(_gzip, new StreamPipeWriterOptions(leaveOpen: true));
        }
        else
        {
            _writer = context.Http.Response.BodyWriter;
        }

        _writer.Write(_begin.WrittenSpan);
        indenter.Output = _writer;
    }
}
