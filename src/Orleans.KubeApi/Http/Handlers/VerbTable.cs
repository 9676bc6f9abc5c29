using Orleans.KubeApi.Http.Handlers.Reviews;
using Orleans.KubeApi.Http.Handlers.Subresources;
using Orleans.KubeApi.Http.Watch;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Handlers;

/// <summary>Which handler answers which verb of which resource.</summary>
internal static class VerbTable
{
    /// <summary>Runs the handler of a routed, authorized request.</summary>
    public static ValueTask RunAsync(RequestContext context, HandlerServices services, WatchForms forms)
    {
        var info = context.Info;
        CheckName(info);
        if (SubresourceTable.Run(context, services) is { } running)
        {
            return running;
        }

        if (!context.Type.Allows("get") && !context.Type.Allows("list"))
        {
            return context.Type.Resource switch
            {
                { Group: "authentication.k8s.io", Resource: "selfsubjectreviews" } => SelfReviewHandler.HandleAsync(context),
                { Group: "authentication.k8s.io", Resource: "tokenreviews" } when services.Accounts is not null =>
                    TokenReviewHandler.HandleAsync(context, services),
                { Group: "authorization.k8s.io", Resource: "selfsubjectrulesreviews" } =>
                    RulesReviewHandler.HandleAsync(context, services),
                { Group: "authorization.k8s.io" } => AccessReviewHandler.HandleAsync(context, services),
                _ => throw StatusErrors.NotImplemented($"{context.Type.Resource} is not served by this version of the server"),
            };
        }

        return info.Verb switch
        {
            "get" => GetHandler.HandleAsync(context, services),
            "list" => ListHandler.HandleAsync(context, services),
            "watch" => WatchHandler.HandleAsync(context, services, forms),
            "create" => CreateHandler.HandleAsync(context, services),
            "update" => UpdateHandler.HandleAsync(context, services),
            "patch" => PatchHandler.HandleAsync(context, services),
            "delete" => DeleteHandler.HandleAsync(context, services),
            "deletecollection" => DeleteCollectionHandler.HandleAsync(context, services),
            _ => throw StatusErrors.MethodNotAllowed(),
        };
    }

    private static void CheckName(RequestInfo info)
    {
        if (info.PathName is "." or "..")
        {
            throw StatusErrors.BadRequest($"Name parameter invalid: \"{info.PathName}\": may not be '{info.PathName}'");
        }

        if (info.Namespace is "." or "..")
        {
            throw StatusErrors.BadRequest($"Namespace parameter invalid: \"{info.Namespace}\": may not be '{info.Namespace}'");
        }
    }
}
