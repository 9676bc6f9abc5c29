using Orleans.KubeApi.Http.Options;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Http.Handlers;

/// <summary>PATCH of an object or of one of its subresources, all four kinds.</summary>
internal static class PatchHandler
{
    /// <summary>Answers a patch.</summary>
    public static async ValueTask HandleAsync(RequestContext context, HandlerServices services)
    {
        var headers = context.Http.Request.Headers;
        var patch = BodyFormat.PatchOf(headers.ContentType);
        var format = context.Accept.Require(collection: false);
        var body = await BodyReader.ReadAsync(context);
        var options = WriteOptions.Parse(context.Target.Query, headers.UserAgent, "PatchOptions", patch);
        var request = WriteHandler.Request(context, WriteVerb.Patch, options) with
        {
            Patch = patch,
            Body = patch == PatchKind.Apply ? BodyFormat.ApplyToJson(body, options) : body,
            Force = options.Force,
        };
        await WriteHandler.RunAsync(context, services, format, request);
    }
}
