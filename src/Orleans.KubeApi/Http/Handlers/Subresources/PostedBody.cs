using Orleans.KubeApi.Http.Options;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Http.Handlers.Subresources;

/// <summary>The object that a client posts to a subresource: it is of another kind than the path's and is not stored.</summary>
/// <param name="Tree">The object, canonical.</param>
/// <param name="Options">The request's options.</param>
/// <param name="Warnings">Texts for Warning headers so far.</param>
internal sealed record PostedBody(ObjectNode Tree, WriteOptions Options, List<string> Warnings)
{
    /// <summary>Reads and decodes the body in the kind of the context's type.</summary>
    /// <param name="context">The request; its type must already be the subresource's.</param>
    /// <param name="rename">Changes the JSON before it is decoded: another accepted version.</param>
    /// <exception cref="StatusException">400, 413, 415 or 422.</exception>
    public static async ValueTask<PostedBody> ReadAsync(RequestContext context, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? rename =
        null)
    {
        var encoding = BodyFormat.OfObject(context);
        var body = await BodyReader.ReadAsync(context);
        var options = WriteOptions.Parse(context.Target.Query, context.Http.Request.Headers.UserAgent, "CreateOptions");
        var warnings = new List<string>();
        var json = BodyFormat.ToJson(context, encoding, body, options, warnings);
        var request = WriteHandler.Request(context, WriteVerb.Create, options) with { Body = rename is null ? json : rename(json) };
        var tree = BodyDecoder.Decode(request, context.Type, warnings);
        NameChecks.Namespace(request, context.Type, new ObjectMeta(tree));
        return new PostedBody(tree, options, warnings);
    }

    /// <summary>
    /// Lets admission see the body; returns it as the mutating pass left it, and adds the warnings. The grain of the path's object asks, so
    /// that plug-ins find the same conditions as for a write.
    /// </summary>
    /// <exception cref="StatusException">Refused.</exception>
    public async ValueTask<ObjectNode> AdmitAsync(RequestContext context, HandlerServices services)
    {
        var request = WriteHandler.Request(context, WriteVerb.Create, Options) with { Body = Tree.ToUtf8(), FieldValidation = "Ignore" };
        var result = await services.Store.WriteAsync(request, context.Deadline(context.Options.WriteTimeout));
        Warnings.AddRange(result.Warnings);
        context.Audit?.Annotate(result.AuditAnnotations);
        return result.Error is { } error ? throw new StatusException(error) : (ObjectNode)NodeReader.Parse(result.Body.Span);
    }

    /// <summary>Reads one object as it is now.</summary>
    /// <exception cref="StatusException">404.</exception>
    public static async ValueTask<StoredObject> FindAsync(
        RequestContext context, HandlerServices services, GroupResource resource, string ns, string name)
    {
        var cache = await services.Caches.GetAsync(resource, context.Deadline());
        return (await cache.FreshAsync(context.Deadline())).Find(StoredObject.KeyOf(ns, name))
            ?? throw StatusErrors.NotFound(resource, name);
    }
}
