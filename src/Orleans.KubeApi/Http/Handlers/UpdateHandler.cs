using Orleans.KubeApi.Http.Options;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Http.Handlers;

/// <summary>PUT of an object or of one of its subresources.</summary>
internal static class UpdateHandler
{
    /// <summary>Answers an update.</summary>
    public static async ValueTask HandleAsync(RequestContext context, HandlerServices services)
    {
        var format = context.Accept.Require(collection: false);
        var headers = context.Http.Request.Headers;
        var encoding = BodyFormat.OfObject(context);
        var body = await BodyReader.ReadAsync(context);
        var options = WriteOptions.Parse(context.Target.Query, headers.UserAgent, "UpdateOptions");
        var warnings = new List<string>();
        var request = WriteHandler.Request(context, WriteVerb.Update) with
        {
            Body = BodyFormat.ToJson(context, encoding, body, options, warnings),
            DryRun = options.DryRun,
            FieldManager = options.FieldManager,
            GivenFieldManager = options.GivenFieldManager,
            GivenFieldValidation = options.GivenFieldValidation,
            FieldValidation = options.FieldValidation,
        };
        await WriteHandler.RunAsync(context, services, format, request, warnings);
    }
}
