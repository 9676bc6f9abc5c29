using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Handlers;

/// <summary>Reads request bodies up to the limit. Never called before the request is authenticated and authorized.</summary>
internal static class BodyReader
{
    /// <summary>The whole body.</summary>
    /// <exception cref="StatusException">413: more than the limit; known from Content-Length before anything is read, else while
    /// reading.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(RequestContext context)
    {
        var request = context.Http.Request;
        var limit = context.Options.MaxBody;
        if (request.ContentLength > limit)
        {
            throw StatusErrors.TooLarge(limit);
        }

        if (context.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = null; // ours counts, its refusal would not be a Status
        }

        var reader = request.BodyReader;
        var deadline = context.Deadline(context.Options.WriteTimeout);
        ArrayBufferWriter<byte>? body = null;
        while (true)
        {
            var read = await reader.ReadAsync(deadline);
            var buffer = read.Buffer;
            if (buffer.Length + (body?.WrittenCount ?? 0) > limit)
            {
                reader.AdvanceTo(buffer.End);
                throw StatusErrors.TooLarge(limit);
            }

            if (read.IsCompleted && body is null)
            {
                var whole = buffer.ToArray();
                reader.AdvanceTo(buffer.End);
                context.Audit?.Read(whole);
                return whole;
            }

            // Consumed piece by piece: a transport whose own buffer is smaller than the limit would otherwise wait for ever.
            body ??= new ArrayBufferWriter<byte>((int)(request.ContentLength ?? 64 * 1024));
            foreach (var piece in buffer)
            {
                body.Write(piece.Span);
            }

            reader.AdvanceTo(buffer.End);
            if (read.IsCompleted)
            {
                context.Audit?.Read(body.WrittenMemory);
                return body.WrittenMemory;
            }
        }
    }
}
