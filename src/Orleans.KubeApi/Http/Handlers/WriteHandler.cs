using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Http.Options;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Http.Handlers;

/// <summary>What all single-object writes share: the request without HTTP, the call, the answer.</summary>
internal static class WriteHandler
{
    /// <summary>A request with everything but the verb's own parts.</summary>
    public static WriteRequest Request(RequestContext context, WriteVerb verb) => new()
    {
        Group = context.Info.Group,
        Version = context.Info.Version,
        Resource = context.Info.Resource,
        Subresource = context.Info.Subresource,
        Namespace = context.ScopeNamespace,
        Name = context.Info.PathName,
        Verb = verb,
        User = context.User!,
    };

    /// <summary>A request with what its options say.</summary>
    public static WriteRequest Request(RequestContext context, WriteVerb verb, WriteOptions options) => Request(context, verb) with
    {
        DryRun = options.DryRun,
        FieldManager = options.FieldManager,
        GivenFieldManager = options.GivenFieldManager,
        GivenFieldValidation = options.GivenFieldValidation,
        FieldValidation = options.FieldValidation,
    };

    /// <summary>Writes the object in the body and answers: a create, or an update.</summary>
    public static async ValueTask WriteObjectAsync(RequestContext context, HandlerServices services, WriteVerb verb, string optionsKind)
    {
        var format = context.Accept.Require(collection: false);
        var headers = context.Http.Request.Headers;
        var encoding = BodyFormat.OfObject(context);
        var body = await BodyReader.ReadAsync(context);
        var options = WriteOptions.Parse(context.Target.Query, headers.UserAgent, optionsKind);
        var warnings = new List<string>();
        var request = Request(context, verb, options) with { Body = BodyFormat.ToJson(context, encoding, body, options, warnings) };
        await RunAsync(context, services, format, request, warnings);
    }

    /// <summary>Hands a write to the store and answers with the outcome in the client's version and form.</summary>
    /// <param name="context">The request.</param>
    /// <param name="services">The store.</param>
    /// <param name="format">The negotiated format.</param>
    /// <param name="request">The write.</param>
    /// <param name="warnings">Warnings of the front end, sent before those of the store.</param>
    public static async ValueTask RunAsync(
        RequestContext context, HandlerServices services, OutputFormat format, WriteRequest request, List<string>? warnings = null)
    {
        // What cannot be rendered must be refused before it is done.
        var renderer = format.Projection == Projection.None ? null : services.Renderer(context, format);
        var result = await services.Store.WriteAsync(request, context.Deadline(context.Options.WriteTimeout));
        context.Audit?.Annotate(result.AuditAnnotations);
        if (warnings is { Count: > 0 } || result.Warnings.Count > 0)
        {
            WarningHeaders.Add(context.Http.Response, [.. warnings ?? [], .. result.Warnings]);
        }

        if (result.Error is { } error)
        {
            throw new StatusException(error);
        }

        if (result.IsStatus)
        {
            await Answers.JsonAsync(context, result.Code, result.Body, format.Plain);
            return;
        }

        var body = renderer is null
            ? VersionedBytes.Of(context.Type, result.Body)
            : renderer.Single(new StoredObject(context.Key, 0, result.Body));
        await (renderer is not null && format.Protobuf
            ? Answers.ProtobufAsync(context, result.Code, body)
            : Answers.JsonAsync(context, result.Code, body, format));
    }
}
