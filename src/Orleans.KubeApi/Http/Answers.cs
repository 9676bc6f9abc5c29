using System.Globalization;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http;

/// <summary>Writes whole answers: objects, statuses, texts.</summary>
internal static class Answers
{
    private static readonly byte[] NotFoundPage = "404 page not found\n"u8.ToArray();

    /// <summary>
    /// An object or list that is complete in memory, given as JSON. The common case copies the stored bytes into the connection's buffer
    /// and nothing else.
    /// </summary>
    public static ValueTask JsonAsync(RequestContext context, int code, ReadOnlyMemory<byte> json, OutputFormat format)
    {
        if (format.Yaml || format.Protobuf || PrettyRule.Applies(context.Http.Request, context.Target.Query))
        {
            return RenderedAsync(context, code, json, format);
        }

        var response = context.Http.Response;
        response.StatusCode = code;
        response.Headers.ContentType = HeaderValues.Json;
        if (GzipOutput.Pays(context, json.Length + 1))
        {
            return GzipOutput.WriteAsync(context.Http, json, endLine: true);
        }

        var length = json.Length + 1;
        response.ContentLength = length;
        var writer = response.BodyWriter;
        var span = writer.GetSpan(length);
        if (span.Length < length)
        {
            return InPiecesAsync(context, json);
        }

        json.Span.CopyTo(span);
        span[json.Length] = (byte)'\n'; // Go's encoder ends each document with a line break
        writer.Advance(length);
        return Completed(writer.FlushAsync(context.Http.RequestAborted));
    }

    /// <summary>A complete protobuf body.</summary>
    public static ValueTask ProtobufAsync(RequestContext context, int code, ReadOnlyMemory<byte> body)
    {
        context.Http.Response.StatusCode = code;
        context.Http.Response.Headers.ContentType = HeaderValues.Protobuf;
        return GzipOutput.Pays(context, body.Length)
            ? GzipOutput.WriteAsync(context.Http, body, endLine: false)
            : BytesAsync(context, body);
    }

    /// <summary>An error Status, in the client's media type if that is possible.</summary>
    public static ValueTask StatusAsync(RequestContext context, Status status)
    {
        var headers = context.Http.Response.Headers;
        if (status.Details is { RetryAfterSeconds: > 0 } details)
        {
            headers.RetryAfter = details.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }

        if (status.Code == 403)
        {
            headers.XContentTypeOptions = HeaderValues.NoSniff;
        }

        if (context.Http.Request.Method == "HEAD")
        {
            context.Http.Response.StatusCode = status.Code;
            return ValueTask.CompletedTask;
        }

        return JsonAsync(context, status.Code, status.ToNode().ToUtf8(), context.Accept.ErrorFormat);
    }

    /// <summary>The plain page for paths outside the API.</summary>
    public static ValueTask PageNotFoundAsync(RequestContext context) => TextAsync(context, 404, NotFoundPage);

    /// <summary>A plain text.</summary>
    public static ValueTask TextAsync(RequestContext context, int code, ReadOnlyMemory<byte> text)
    {
        var response = context.Http.Response;
        response.StatusCode = code;
        response.Headers.ContentType = HeaderValues.Text;
        response.Headers.XContentTypeOptions = HeaderValues.NoSniff;
        return BytesAsync(context, text);
    }

    /// <summary>A body as it is; status and content type are set before.</summary>
    public static ValueTask BytesAsync(RequestContext context, ReadOnlyMemory<byte> body)
    {
        var response = context.Http.Response;
        response.ContentLength = body.Length;
        return context.Http.Request.Method == "HEAD" || body.IsEmpty
            ? ValueTask.CompletedTask
            : Completed(response.BodyWriter.WriteAsync(body, context.Http.RequestAborted));
    }

    private static ValueTask RenderedAsync(RequestContext context, int code, ReadOnlyMemory<byte> json, OutputFormat format)
    {
        if (format.Protobuf)
        {
            // What has no protobuf form goes out as JSON; the content type says so.
            return ProtobufKinds.Encode(json, context.Type) is { } protobuf
                ? ProtobufAsync(context, code, protobuf)
                : JsonAsync(context, code, json, OutputFormat.Json);
        }

        context.Http.Response.StatusCode = code;
        if (!format.Yaml)
        {
            return PrettyOutput.WriteAsync(context, json);
        }

        context.Http.Response.Headers.ContentType = HeaderValues.Yaml;
        var body = YamlWriter.Write(NodeReader.Parse(json.Span));
        return GzipOutput.Pays(context, body.Length)
            ? GzipOutput.WriteAsync(context.Http, body, endLine: false)
            : BytesAsync(context, body);
    }

    private static async ValueTask InPiecesAsync(RequestContext context, ReadOnlyMemory<byte> json)
    {
        var writer = context.Http.Response.BodyWriter;
        for (var at = 0; at < json.Length; at += context.Options.FlushFrom)
        {
            await writer.WriteAsync(json[at..Math.Min(json.Length, at + context.Options.FlushFrom)], context.Http.RequestAborted);
        }

        await writer.WriteAsync(LineBreak, context.Http.RequestAborted);
    }

    private static readonly byte[] LineBreak = "\n"u8.ToArray();

    private static ValueTask Completed(ValueTask<System.IO.Pipelines.FlushResult> flush)
    {
        if (!flush.IsCompletedSuccessfully)
        {
            return new ValueTask(flush.AsTask());
        }

        _ = flush.Result;
        return ValueTask.CompletedTask;
    }
}
