using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Http.Negotiation;

/// <summary>
/// Protobuf bodies of whatever an answer may be: an object, the kind of a subresource, a list, a Status, a discovery document.
/// The body's own kind and version decide.
/// </summary>
internal static class ProtobufKinds
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    /// <summary>A type of the machinery: Status, DeleteOptions, PartialObjectMetadata, …; null if there is none of that name.</summary>
    public static TypeSchema? Machinery(string kind) => TypeLibrary.BuiltIn.Find(Meta + kind);

    /// <summary>The body, or null if its kind has no protobuf form.</summary>
    /// <param name="json">Canonical JSON with kind and apiVersion.</param>
    /// <param name="type">The type the request is about, null if none.</param>
    public static byte[]? Encode(ReadOnlyMemory<byte> json, ResourceType? type)
    {
        var kind = JsonPathText.Read(json.Span, "kind") ?? "";
        var apiVersion = JsonPathText.Read(json.Span, "apiVersion") ?? "";
        if (SchemaOf(kind, apiVersion, type) is not { Protobuf.IsEmpty: false } schema)
        {
            return null;
        }

        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var group = slash < 0 ? "" : apiVersion[..slash];
        return new ProtobufEnvelopeWriter(new GroupVersionKind(group, apiVersion[(slash + 1)..], kind))
            .Wrap(ProtobufWriter.Write(json, schema));
    }

    /// <summary>The object in a body, null if its kind has no protobuf form.</summary>
    /// <exception cref="DecodeException">The body is no protobuf.</exception>
    public static ObjectNode? Decode(ReadOnlySpan<byte> body, ResourceType? type)
    {
        var envelope = ProtobufEnvelope.Open(body);
        var schema = envelope.Kind == "DeleteOptions" ? Machinery(envelope.Kind) : SchemaOf(envelope.Kind, envelope.ApiVersion, type);
        if (schema is not { Protobuf.IsEmpty: false })
        {
            return null;
        }

        var node = new ObjectNode { { "kind", envelope.Kind }, { "apiVersion", envelope.ApiVersion } };
        foreach (var (name, value) in ProtobufReader.Decode(envelope.Raw, schema))
        {
            node.Set(name, value);
        }

        return node;
    }

    private static TypeSchema? SchemaOf(string kind, string apiVersion, ResourceType? type)
    {
        if (type is not null && apiVersion == type.Kind.ApiVersion && (kind == type.Kind.Kind || kind == type.ListKind))
        {
            return kind == type.Kind.Kind ? type.Schema : TypeLibrary.BuiltIn.Find(type.Schema.Name + "List");
        }

        foreach (var sub in type?.Subresources ?? [])
        {
            if (kind == sub.Kind.Kind && apiVersion == sub.Kind.ApiVersion)
            {
                return sub.Schema;
            }
        }

        return apiVersion is "v1" or "meta.k8s.io/v1" or "" ? Machinery(kind) : null;
    }
}
