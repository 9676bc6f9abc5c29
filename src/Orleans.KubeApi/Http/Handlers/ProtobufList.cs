using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Http.Handlers;

/// <summary>
/// Writes a list as protobuf. Its length comes before its items, so their messages are there before anything is sent; the rest is as for
/// JSON: spliced and flushed in pieces.
/// </summary>
internal static class ProtobufList
{
    private const byte MetadataTag = 0x0a;
    private const byte ItemTag = 0x12;

    /// <summary>Answers with a page.</summary>
    /// <exception cref="StatusException">406: a list is no PartialObjectMetadata.</exception>
    public static async ValueTask WriteAsync(RequestContext context, ObjectRenderer renderer, ProtobufRenderer protobuf, ListPage page)
    {
        if (protobuf.Format.Projection == Projection.Metadata)
        {
            throw renderer.ListIsNoMetadata();
        }

        var metadata = Metadata(context, page);
        var messages = new byte[page.Items.Count][];
        long total = Sized(metadata.Length);
        for (var i = 0; i < messages.Length; i++)
        {
            messages[i] = protobuf.Message(page.Items[i]);
            total += Sized(messages[i].Length);
        }

        var size = (int)Math.Min(total, int.MaxValue); // protobuf's own limit
        var response = context.Http.Response;
        response.Headers.ContentType = HeaderValues.Protobuf;
        if (!GzipOutput.Pays(context, size))
        {
            response.ContentLength = protobuf.List.Size(size);
            await StreamAsync(context, response.BodyWriter, protobuf.List, size, metadata, messages);
            return;
        }

        await using var gzip = GzipOutput.Begin(context.Http);
        var writer = PipeWriter.Create(gzip, new StreamPipeWriterOptions(leaveOpen: true));
        await StreamAsync(context, writer, protobuf.List, size, metadata, messages);
        await writer.CompleteAsync();
    }

    private static async ValueTask StreamAsync(
        RequestContext context, PipeWriter writer, ProtobufEnvelopeWriter envelope, int size, byte[] metadata, byte[][] messages)
    {
        var aborted = context.Http.RequestAborted;
        envelope.WriteHead(writer, size);
        Part(writer, MetadataTag, metadata);
        foreach (var message in messages)
        {
            Part(writer, ItemTag, message);
            if (writer.UnflushedBytes >= context.Options.FlushFrom && (await writer.FlushAsync(aborted)).IsCompleted)
            {
                return; // the client is gone
            }
        }

        ProtobufEnvelopeWriter.WriteTail(writer);
        await writer.FlushAsync(aborted);
    }

    private static void Part(PipeWriter writer, byte tag, byte[] message)
    {
        writer.GetSpan(1)[0] = tag;
        writer.Advance(1);
        ProtobufEnvelopeWriter.WriteVarint(writer, message.Length);
        writer.Write(message);
    }

    private static int Sized(int message) => 1 + ProtobufEnvelopeWriter.VarintSize(message) + message;

    private static byte[] Metadata(RequestContext context, ListPage page)
    {
        var node = new ObjectNode { { "resourceVersion", page.Revision.ToString(CultureInfo.InvariantCulture) } };
        if (page.NextKey is not null)
        {
            node.Set("continue", ListAnswer.Token(context, page));
            if (page.Remaining is { } remaining)
            {
                node.Set("remainingItemCount", remaining);
            }
        }

        return ProtobufWriter.Write(node.ToUtf8(), ProtobufKinds.Machinery("ListMeta")!);
    }
}
