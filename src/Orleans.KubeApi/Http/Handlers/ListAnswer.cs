using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Http.Options;

namespace Orleans.KubeApi.Http.Handlers;

/// <summary>
/// Writes a list: stored bytes spliced between commas, flushed in pieces, so that a list of any size costs the memory of one piece. Field
/// order is the original's: kind, apiVersion, metadata, items.
/// </summary>
internal static class ListAnswer
{
    /// <summary>Answers with a page.</summary>
    public static ValueTask WriteAsync(RequestContext context, ObjectRenderer renderer, ListPage page)
    {
        if (renderer.Protobuf is { } protobuf)
        {
            return ProtobufList.WriteAsync(context, renderer, protobuf, page);
        }

        var metadata = Metadata(context, page);
        if (page.Items.Count == 0)
        {
            var whole = new ArrayBufferWriter<byte>();
            renderer.EmptyList(whole, metadata);
            return Answers.JsonAsync(context, 200, whole.WrittenMemory, renderer.Format);
        }

        if (renderer.Format.Yaml)
        {
            return YamlAsync(context, renderer, page, metadata);
        }

        if (PrettyRule.Applies(context.Http.Request, context.Target.Query))
        {
            return IndentAsync(context, renderer, page, metadata);
        }

        var response = context.Http.Response;
        var compress = GzipOutput.IsWanted(context.Http.Request) && Size(page) > context.Options.GzipFrom;
        if (!compress)
        {
            renderer.ListHead(response.BodyWriter, metadata); // throws before anything is sent
            response.Headers.ContentType = HeaderValues.Json;
            return StreamAsync(context, response.BodyWriter, renderer, page);
        }

        return CompressAsync(context, renderer, page, metadata);
    }

    /// <summary>The token for the page after this one.</summary>
    public static string Token(RequestContext context, ListPage page) => ContinueToken.Encode(
        context.ScopeNamespace, page.NextKey!, page.Revision,
        page.FirstPageAt > 0 ? page.FirstPageAt : context.Time.GetUtcNow().ToUnixTimeSeconds());

    // A document of YAML sorts its members, so it is made whole.
    private static ValueTask YamlAsync(RequestContext context, ObjectRenderer renderer, ListPage page, string metadata)
    {
        var whole = new ArrayBufferWriter<byte>();
        renderer.ListHead(whole, metadata);
        for (var i = 0; i < page.Items.Count; i++)
        {
            Item(whole, renderer, page, i);
        }

        whole.Write("]}"u8);
        return Answers.JsonAsync(context, 200, whole.WrittenMemory, renderer.Format);
    }

    private static async ValueTask IndentAsync(RequestContext context, ObjectRenderer renderer, ListPage page, string metadata)
    {
        await using var output = new PrettyOutput(context);
        var part = new ArrayBufferWriter<byte>(4096);
        renderer.ListHead(part, metadata); // throws before anything is sent
        for (var i = 0; i < page.Items.Count; i++)
        {
            Item(part, renderer, page, i);
            if (!await output.AddAsync(part.WrittenMemory))
            {
                return; // the client is gone
            }

            part.ResetWrittenCount();
        }

        part.Write("]}"u8);
        await output.AddAsync(part.WrittenMemory);
        await output.EndAsync();
    }

    private static async ValueTask CompressAsync(RequestContext context, ObjectRenderer renderer, ListPage page, string metadata)
    {
        context.Http.Response.Headers.ContentType = HeaderValues.Json;
        await using var gzip = GzipOutput.Begin(context.Http);
        var writer = PipeWriter.Create(gzip, new StreamPipeWriterOptions(leaveOpen: true));
        renderer.ListHead(writer, metadata);
        await StreamAsync(context, writer, renderer, page);
        await writer.CompleteAsync();
    }

    private static async ValueTask StreamAsync(RequestContext context, PipeWriter writer, ObjectRenderer renderer, ListPage page)
    {
        var aborted = context.Http.RequestAborted;
        for (var i = 0; i < page.Items.Count; i++)
        {
            Item(writer, renderer, page, i);
            if (writer.UnflushedBytes < context.Options.FlushFrom)
            {
                continue;
            }

            context.Streamed += writer.UnflushedBytes;
            if ((await writer.FlushAsync(aborted)).IsCompleted)
            {
                return; // the client is gone
            }
        }

        writer.Write("]}\n"u8);
        context.Streamed += writer.UnflushedBytes;
        await writer.FlushAsync(aborted);
    }

    private static void Item(IBufferWriter<byte> output, ObjectRenderer renderer, ListPage page, int position)
    {
        if (position > 0)
        {
            output.Write(","u8);
        }

        renderer.Item(output, page.Items[position]);
    }

    private static string Metadata(RequestContext context, ListPage page)
    {
        var text = $"\"resourceVersion\":\"{page.Revision.ToString(CultureInfo.InvariantCulture)}\"";
        if (page.NextKey is null)
        {
            return text;
        }

        text += $",\"continue\":\"{Token(context, page)}\"";
        return page.Remaining is { } remaining
            ? $"{text},\"remainingItemCount\":{remaining.ToString(CultureInfo.InvariantCulture)}"
            : text;
    }

    private static long Size(ListPage page)
    {
        long size = 0;
        for (var i = 0; i < page.Items.Count; i++)
        {
            size += page.Items[i].Bytes.Length;
        }

        return size;
    }
}
