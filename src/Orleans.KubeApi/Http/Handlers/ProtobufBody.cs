using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Http.Handlers;

/// <summary>
/// Protobuf bodies as JSON, so that nothing behind the front end knows of them. Typed clients send every object and the options of a delete
/// in this form and do not fall back to another.
/// </summary>
internal static class ProtobufBody
{
    /// <summary>Whether the object that the request's path takes has a protobuf form.</summary>
    public static bool IsKnown(RequestContext context) => !SchemaOf(context).Protobuf.IsEmpty;

    /// <summary>The object of a create or an update as JSON.</summary>
    /// <remarks>An object of another kind than the path's comes out with kind and version only: the store refuses it by those.</remarks>
    /// <exception cref="StatusException">400.</exception>
    public static ReadOnlyMemory<byte> ToJson(RequestContext context, ReadOnlyMemory<byte> body)
    {
        var expected = KindOf(context);
        var envelope = Open(body.Span, expected.Kind);
        var kind = envelope.Kind.Length > 0 ? envelope.Kind : expected.Kind;
        var apiVersion = envelope.ApiVersion.Length > 0 ? envelope.ApiVersion : expected.ApiVersion;
        try
        {
            var fits = kind == expected.Kind && apiVersion == expected.ApiVersion;
            var node = fits ? ProtobufReader.Decode(envelope.Raw, SchemaOf(context)) : [];
            node.Set("kind", kind);
            node.Set("apiVersion", apiVersion);
            return node.ToUtf8();
        }
        catch (DecodeException wrong)
        {
            throw StatusErrors.BadRequest(
                $"{kind} in version \"{expected.Version}\" cannot be handled as a {expected.Kind}: {wrong.Message}");
        }
    }

    /// <summary>The options of a delete as JSON; their version is any that the client's group has.</summary>
    /// <exception cref="StatusException">400.</exception>
    public static ReadOnlyMemory<byte> OptionsToJson(ReadOnlyMemory<byte> body)
    {
        var envelope = Open(body.Span, "DeleteOptions");
        try
        {
            var isOptions = envelope.Kind is "" or "DeleteOptions";
            var node = isOptions ? ProtobufReader.Decode(envelope.Raw, ProtobufKinds.Machinery("DeleteOptions")!) : [];
            node.Set("kind", envelope.Kind);
            node.Set("apiVersion", envelope.ApiVersion);
            return node.ToUtf8();
        }
        catch (DecodeException wrong)
        {
            throw StatusErrors.BadRequest(wrong.Message);
        }
    }

    private static GroupVersionKind KindOf(RequestContext context) =>
        context.Type.Subresource(context.Info.Subresource)?.Kind ?? context.Type.Kind;

    private static TypeSchema SchemaOf(RequestContext context) =>
        context.Type.Subresource(context.Info.Subresource)?.Schema ?? context.Type.Schema;

    private static ProtobufEnvelope Open(ReadOnlySpan<byte> body, string kind)
    {
        try
        {
            return ProtobufEnvelope.Open(body);
        }
        catch (DecodeException wrong)
        {
            throw StatusErrors.BadRequest(
                $"the object provided is unrecognized (must be of type {kind}): {wrong.Message} ({BodyFormat.Excerpt(body)})");
        }
    }
}
