using System.Globalization;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Http.Negotiation;

/// <summary>
/// Writes stored objects as protobuf: the object itself or its metadata only. Each version is encoded once, see
/// <see cref="ProtobufMessages"/>. Immutable, may be shared.
/// </summary>
internal sealed class ProtobufRenderer
{
    private const string MetaGroup = "meta.k8s.io";
    private readonly ProtobufEnvelopeWriter _single;
    private readonly TypeSchema _schema;
    private readonly Func<StoredObject, byte[]> _make;

    /// <param name="type">The served type.</param>
    /// <param name="format">Projection and its version.</param>
    public ProtobufRenderer(ResourceType type, OutputFormat format)
    {
        IsMetadata = format.Projection != Projection.None;
        Format = format;
        _schema = IsMetadata ? ProtobufKinds.Machinery("PartialObjectMetadata")! : type.Schema;
        if (_schema.Protobuf.IsEmpty)
        {
            throw StatusErrors.NotAcceptable("application/json, application/yaml");
        }

        // The metadata are the same in all versions, and the schema of the projection knows nothing else.
        _make = IsMetadata || type.FromStorage is null
            ? stored => ProtobufWriter.Write(stored.Bytes, _schema)
            : stored => ProtobufWriter.Write(VersionedBytes.Of(type, stored.Bytes), _schema);
        var kind = IsMetadata ? new GroupVersionKind(MetaGroup, format.MetaVersion, "PartialObjectMetadata") : type.Kind;
        _single = new ProtobufEnvelopeWriter(kind);
        List = new ProtobufEnvelopeWriter(kind with { Kind = kind.Kind + "List" });
    }

    /// <summary>The format.</summary>
    public OutputFormat Format { get; }

    /// <summary>Metadata only.</summary>
    public bool IsMetadata { get; }

    /// <summary>The envelope of lists.</summary>
    public ProtobufEnvelopeWriter List { get; }

    /// <summary>The object's message without its envelope, as lists hold it.</summary>
    public byte[] Message(StoredObject stored) =>
        stored.Revision > 0 ? ProtobufMessages.Shared.Of(stored, _schema, _make) : _make(stored);

    /// <summary>The object as a whole body.</summary>
    public byte[] Single(StoredObject stored) => _single.Wrap(Message(stored));

    /// <summary>A bookmark's object: nothing but a revision and, at the end of the initial events, the annotation.</summary>
    public byte[] Bookmark(long revision, bool endsInitialEvents)
    {
        var metadata = new ObjectNode { { "resourceVersion", revision.ToString(CultureInfo.InvariantCulture) } };
        if (endsInitialEvents)
        {
            metadata.Set("annotations", new ObjectNode { { "k8s.io/initial-events-end", "true" } });
        }

        return _single.Wrap(ProtobufWriter.Write(new ObjectNode { { "metadata", metadata } }.ToUtf8(), _schema));
    }
}
