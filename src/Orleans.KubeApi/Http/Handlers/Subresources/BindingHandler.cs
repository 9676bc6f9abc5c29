using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Resources.Subresources;

namespace Orleans.KubeApi.Http.Handlers.Subresources;

/// <summary>POST of <c>pods/binding</c>, and of the old <c>bindings</c>, which names the pod in the body only.</summary>
internal static class BindingHandler
{
    /// <summary>Answers a binding.</summary>
    public static async ValueTask HandleAsync(RequestContext context, HandlerServices services)
    {
        var format = context.Accept.Require(collection: false);
        if (context.Info.Subresource.Length > 0)
        {
            context.Type = SubresourceTypes.Of(context.Type, "binding");
        }

        var posted = await PostedBody.ReadAsync(context);
        var name = context.Info.PathName.Length > 0 ? context.Info.PathName : new ObjectMeta(posted.Tree).Name;
        if (name.Length == 0)
        {
            BindingOperation.CheckTarget(posted.Tree);
            throw StatusErrors.BadRequest("Name parameter required.");
        }

        var request = WriteHandler.Request(context, WriteVerb.Create, posted.Options) with
        {
            Resource = "pods",
            Subresource = "binding",
            Name = name,
            Body = posted.Tree.ToUtf8(),
            FieldValidation = "Ignore",
        };
        await WriteHandler.RunAsync(context, services, format, request, posted.Warnings);
    }
}
