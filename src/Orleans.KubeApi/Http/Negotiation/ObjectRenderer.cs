using System.Buffers;
using System.Globalization;
using System.Text;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Http.Negotiation;

/// <summary>
/// Writes stored objects in one form: version, projection. Splices bytes where it can; a tree is only built for the cells of a table and
/// for versions other than the stored one. Immutable, may be shared.
/// </summary>
/// <param name="type">The served type.</param>
/// <param name="format">Projection and its version.</param>
/// <param name="include">What rows of a table hold.</param>
/// <param name="tables">Columns and cells.</param>
/// <param name="time">Ages in cells count to now.</param>
internal sealed class ObjectRenderer(ResourceType type, OutputFormat format, IncludeObject include, TableSource tables, TimeProvider time)
{
    private readonly byte[] _metadataHead =
        Encoding.UTF8.GetBytes($"{{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/{format.MetaVersion}\",\"metadata\":");

    private string? _zeros;

    /// <summary>Writes protobuf instead; null for the other formats.</summary>
    public ProtobufRenderer? Protobuf { get; } = format.Protobuf ? new ProtobufRenderer(type, format) : null;

    /// <summary>The served type.</summary>
    public ResourceType Type => type;

    /// <summary>The format.</summary>
    public OutputFormat Format => format;

    /// <summary>Reads includeObject.</summary>
    /// <exception cref="StatusException">400.</exception>
    public static IncludeObject ParseInclude(OutputFormat format, QueryParameters query)
    {
        if (format.Projection != Projection.Table)
        {
            return IncludeObject.Metadata;
        }

        return query.Get("includeObject") switch
        {
            null or "" or "Metadata" => IncludeObject.Metadata,
            "Object" => IncludeObject.Object,
            "None" => IncludeObject.None,
            var other => throw StatusErrors.BadRequest(
                $"Unable to convert to Table as requested: includeObject: Invalid value: \"{other}\": must be 'Metadata', "
                + "'Object', 'None', or empty"),
        };
    }

    /// <summary>One object as a whole answer or as the object of a watch event.</summary>
    /// <param name="stored">The object.</param>
    /// <param name="withColumns">A table tells its columns; events after the first do not.</param>
    public ReadOnlyMemory<byte> Single(StoredObject stored, bool withColumns = true)
    {
        switch (format.Projection)
        {
            case Projection.MetadataList:
                throw NotAcceptable($"you requested PartialObjectMetadataList, but the requested object is not a list ({GoType("")})");
            case Projection.None or Projection.Metadata when Protobuf is not null:
                return Protobuf.Single(stored);
            case Projection.None:
                return VersionedBytes.Of(type, stored.Bytes);
            default:
                var buffer = new ArrayBufferWriter<byte>(stored.Bytes.Length);
                if (format.Projection == Projection.Metadata)
                {
                    Metadata(buffer, stored);
                }
                else
                {
                    TableHead(buffer, RevisionMember(stored), withColumns);
                    buffer.Write("["u8);
                    Row(buffer, stored);
                    buffer.Write("]}"u8);
                }

                return buffer.WrittenMemory;
        }
    }

    /// <summary>The start of a list up to its first item.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="metadata">The members of the list's metadata as JSON.</param>
    /// <exception cref="StatusException">406: a list is no PartialObjectMetadata.</exception>
    public void ListHead(IBufferWriter<byte> output, string metadata)
    {
        ListName(output, metadata);
        output.Write("["u8);
    }

    /// <summary>A whole list without items.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="metadata">The members of the list's metadata as JSON.</param>
    /// <exception cref="StatusException">406: a list is no PartialObjectMetadata.</exception>
    public void EmptyList(IBufferWriter<byte> output, string metadata)
    {
        ListName(output, metadata);
        // Go's nil slice: what converts a list in the original item by item has made no list if there was none.
        var isNull = format.Projection == Projection.MetadataList
            || (format.Projection == Projection.Table && !tables.MakesRows(type));
        output.Write(isNull ? "null}"u8 : "[]}"u8);
    }

    // Up to the value of the list's items.
    private void ListName(IBufferWriter<byte> output, string metadata)
    {
        switch (format.Projection)
        {
            case Projection.Table:
                TableHead(output, metadata, withColumns: true);
                break;
            case Projection.Metadata:
                throw ListIsNoMetadata();
            case Projection.MetadataList:
                Text(output, ListStart("PartialObjectMetadataList", $"meta.k8s.io/{format.MetaVersion}", metadata));
                break;
            default:
                Text(output, ListStart(type.ListKind, type.Kind.ApiVersion, metadata));
                break;
        }
    }

    /// <summary>406: what is asked for is a list.</summary>
    public StatusException ListIsNoMetadata() =>
        NotAcceptable($"you requested PartialObjectMetadata, but the requested object is a list ({GoType("List")})");

    /// <summary>One item of a list or row of a table, without the comma.</summary>
    public void Item(IBufferWriter<byte> output, StoredObject stored)
    {
        switch (format.Projection)
        {
            case Projection.Table:
                Row(output, stored);
                break;
            case Projection.MetadataList:
                Metadata(output, stored);
                break;
            default:
                output.Write("{"u8);
                output.Write(type.FromStorage is null
                    ? stored.WithoutTypeMeta.Span
                    : VersionedBytes.FromMetadata(VersionedBytes.Of(type, stored.Bytes)).Span);
                break;
        }
    }

    /// <summary>
    /// A bookmark's object: Go's zero value of the kind with a revision and, at the end of the initial events, the annotation.
    /// </summary>
    /// <param name="revision">The revision.</param>
    /// <param name="endsInitialEvents">It ends the initial events.</param>
    /// <param name="withColumns">A table tells its columns: it is the first event.</param>
    public byte[] Bookmark(long revision, bool endsInitialEvents, bool withColumns = false)
    {
        if (Protobuf is not null)
        {
            return Protobuf.Bookmark(revision, endsInitialEvents);
        }

        var version = $"\"resourceVersion\":\"{revision.ToString(CultureInfo.InvariantCulture)}\"";
        var metadata = endsInitialEvents ? $"{{{version},\"annotations\":{{\"k8s.io/initial-events-end\":\"true\"}}}}" : $"{{{version}}}";
        var partial = $"{{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/{format.MetaVersion}\",\"metadata\":{metadata}}}";
        if (format.Projection is Projection.Metadata or Projection.MetadataList)
        {
            return Encoding.UTF8.GetBytes(partial);
        }

        var whole = Encoding.UTF8.GetBytes(
            $"{{\"kind\":\"{type.Kind.Kind}\",\"apiVersion\":\"{type.Kind.ApiVersion}\",\"metadata\":{metadata}{_zeros ??= Zeros()}}}");
        if (format.Projection != Projection.Table)
        {
            return whole;
        }

        var output = new ArrayBufferWriter<byte>(1024);
        TableHead(output, version, withColumns);
        output.Write("[{\"cells\":"u8);
        tables.Row(type, new StoredObject("", revision, whole), time.GetUtcNow()).Cells.WriteTo(output);
        output.Write(",\"object\":"u8);
        output.Write(include == IncludeObject.Object ? whole
            : include == IncludeObject.None && !endsInitialEvents ? "null"u8 : Encoding.UTF8.GetBytes(partial));
        output.Write("}]}"u8);
        return output.WrittenSpan.ToArray();
    }

    // What an empty object of the kind prints behind its metadata.
    private string Zeros() => string.Concat(ZeroValue.Struct(type.Schema)
        .Where(m => m.Key is not ("kind" or "apiVersion" or "metadata")).Select(m => $",\"{m.Key}\":{m.Value}"));

    private void TableHead(IBufferWriter<byte> output, string metadata, bool withColumns)
    {
        Text(output, Start("Table", $"meta.k8s.io/{format.MetaVersion}", metadata) + "\"columnDefinitions\":");
        output.Write(withColumns ? tables.Columns(type) : "null"u8);
        output.Write(",\"rows\":"u8);
    }

    private static string ListStart(string kind, string apiVersion, string metadata) => Start(kind, apiVersion, metadata) + "\"items\":";

    private static string Start(string kind, string apiVersion, string metadata) =>
        $"{{\"kind\":\"{kind}\",\"apiVersion\":\"{apiVersion}\",\"metadata\":{{{metadata}}},";

    private void Row(IBufferWriter<byte> output, StoredObject stored)
    {
        var (cells, conditions) = tables.Row(type, stored, time.GetUtcNow());
        output.Write("{\"cells\":"u8);
        cells.WriteTo(output);
        if (conditions is { Items.Count: > 0 })
        {
            output.Write(",\"conditions\":"u8);
            conditions.WriteTo(output);
        }

        output.Write(",\"object\":"u8);
        switch (include)
        {
            case IncludeObject.None:
                output.Write("null"u8);
                break;
            case IncludeObject.Object:
                output.Write(VersionedBytes.Of(type, stored.Bytes).Span);
                break;
            default:
                Metadata(output, stored);
                break;
        }

        output.Write("}"u8);
    }

    private void Metadata(IBufferWriter<byte> output, StoredObject stored)
    {
        output.Write(_metadataHead);
        output.Write(VersionedBytes.Metadata(type, stored.Bytes).Span);
        output.Write("}"u8);
    }

    // What a dry run would have created has no version.
    private static string RevisionMember(StoredObject stored) =>
        JsonPathText.Read(stored.Bytes.Span, "metadata.resourceVersion") is { } revision ? $"\"resourceVersion\":\"{revision}\"" : "";

    private static StatusException NotAcceptable(string text) => new(new Status(406, "NotAcceptable", text));

    private string GoType(string suffix)
    {
        var group = type.Kind.Group.Length == 0 ? "core" : type.Kind.Group.Split('.')[0];
        return $"*{group}.{type.Kind.Kind}{suffix}";
    }

    private static void Text(IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
