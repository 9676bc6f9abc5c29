using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Http.Options;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Http.Handlers;

/// <summary>DELETE of one object.</summary>
internal static class DeleteHandler
{
    /// <summary>Answers a delete.</summary>
    public static async ValueTask HandleAsync(RequestContext context, HandlerServices services)
    {
        var format = context.Accept.Require(collection: false);
        var options = DeleteOptions.Parse(context.Target.Query, (await BodyAsync(context)).Span);
        if (options.IgnoresReadErrors)
        {
            await UnsafeDelete.RefuseAsync(context, services);
        }

        await WriteHandler.RunAsync(context, services, format, Request(context, options));
    }

    /// <summary>The options' body as JSON, empty if there is none.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> BodyAsync(RequestContext context)
    {
        if (context.Http.Request.ContentLength == 0)
        {
            return default;
        }

        var body = await BodyReader.ReadAsync(context);
        if (body.IsEmpty)
        {
            return body;
        }

        try
        {
            return BodyFormat.Of(context.Http.Request.Headers.ContentType) switch
            {
                BodyEncoding.Yaml => YamlReader.Read(body.Span).ToUtf8(),
                BodyEncoding.Protobuf => ProtobufBody.OptionsToJson(body),
                _ => body,
            };
        }
        catch (YamlTextException wrong)
        {
            throw StatusErrors.BadRequest(wrong.Message);
        }
    }

    /// <summary>The delete of the object in the path.</summary>
    public static WriteRequest Request(RequestContext context, DeleteOptions options) =>
        WriteHandler.Request(context, WriteVerb.Delete) with
        {
            DryRun = options.DryRun,
            GracePeriodSeconds = options.GracePeriodSeconds,
            PropagationPolicy = options.PropagationPolicy,
            OrphanDependents = options.OrphanDependents,
            PreconditionUid = options.PreconditionUid,
            PreconditionResourceVersion = options.PreconditionResourceVersion,
        };
}
