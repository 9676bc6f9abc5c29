using Orleans.KubeApi.Http.Options;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Http.Handlers;

/// <summary>POST of a new object.</summary>
internal static class CreateHandler
{
    /// <summary>Answers a create.</summary>
    public static async ValueTask HandleAsync(RequestContext context, HandlerServices services)
    {
        var format = context.Accept.Require(collection: false);
        var headers = context.Http.Request.Headers;
        var isYaml = BodyFormat.IsYaml(headers.ContentType);
        var body = await BodyReader.ReadAsync(context);
        var options = WriteOptions.Parse(context.Target.Query, headers.UserAgent, "CreateOptions");
        var warnings = new List<string>();
        var request = WriteHandler.Request(context, WriteVerb.Create) with
        {
            Body = isYaml ? BodyFormat.YamlToJson(context, body, options, warnings) : body,
            DryRun = options.DryRun,
            FieldManager = options.FieldManager,
            FieldValidation = options.FieldValidation,
        };
        await WriteHandler.RunAsync(context, services, format, request, warnings);
    }
}
