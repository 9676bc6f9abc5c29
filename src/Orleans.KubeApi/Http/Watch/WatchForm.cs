using System.Buffers;
using Microsoft.Extensions.Primitives;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Watch;

/// <summary>
/// Encodes events of a watch in one form as frames: one JSON document a line, or protobuf with a length before each.
/// Identity is the key of the shared encodings.
/// </summary>
internal sealed class WatchForm
{
    private readonly Func<WatchEvent, ReadOnlyMemory<byte>> _encode;
    private readonly Func<WatchEvent, ReadOnlyMemory<byte>> _pack;
    private readonly object _packed = new();

    public WatchForm(ObjectRenderer renderer)
    {
        Renderer = renderer;
        _encode = e => Frame(e.Type, renderer.Single(e.Object, withColumns: false));
        _pack = e => GzipOutput.Member(_encode(e).Span);
    }

    /// <summary>Renders the objects.</summary>
    public ObjectRenderer Renderer { get; }

    /// <summary>The Content-Type of the stream.</summary>
    public StringValues ContentType => Renderer.Format.Protobuf ? HeaderValues.ProtobufStream : HeaderValues.Json;

    /// <summary>A table tells its columns in the first event only.</summary>
    public bool HasFirstForm => Renderer.Format.Projection == Projection.Table;

    /// <summary>The frame of an event, encoded once for all watchers of this form.</summary>
    public ReadOnlyMemory<byte> Shared(WatchEvent item) => item.Encoded(this, _encode);

    /// <summary>The same, compressed: by itself, so that it can be shared.</summary>
    public ReadOnlyMemory<byte> Packed(WatchEvent item) => item.Encoded(_packed, _pack);

    /// <summary>The frame of a watch's first event.</summary>
    public ReadOnlyMemory<byte> First(WatchEvent item) => Frame(item.Type, Renderer.Single(item.Object));

    /// <summary>Writes the frame that tells of an object that was there before the watch began.</summary>
    public void Initial(IBufferWriter<byte> output, StoredObject stored, bool isFirst) =>
        Frame(output, "ADDED"u8, Renderer.Single(stored, withColumns: isFirst).Span);

    /// <summary>Writes a bookmark.</summary>
    public void Bookmark(IBufferWriter<byte> output, long revision, bool endsInitialEvents, bool isFirst) =>
        Frame(output, "BOOKMARK"u8, Renderer.Bookmark(revision, endsInitialEvents, isFirst));

    /// <summary>Writes the event that ends a watch that cannot go on.</summary>
    public void Error(IBufferWriter<byte> output, Status status)
    {
        var json = status.ToNode().ToUtf8();
        Frame(output, "ERROR"u8, Renderer.Format.Protobuf ? ProtobufKinds.Encode(json, type: null) : json);
    }

    private ReadOnlyMemory<byte> Frame(WatchEventType type, ReadOnlyMemory<byte> value)
    {
        var buffer = new ArrayBufferWriter<byte>(value.Length + 40);
        Frame(buffer, type switch { WatchEventType.Added => "ADDED"u8, WatchEventType.Deleted => "DELETED"u8, _ => "MODIFIED"u8 },
            value.Span);
        return buffer.WrittenMemory;
    }

    private void Frame(IBufferWriter<byte> output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> value)
    {
        if (Renderer.Format.Protobuf)
        {
            ProtobufFrame.Write(output, type, value);
            return;
        }

        output.Write("{\"type\":\""u8);
        output.Write(type);
        output.Write("\",\"object\":"u8);
        output.Write(value);
        output.Write("}\n"u8);
    }
}
