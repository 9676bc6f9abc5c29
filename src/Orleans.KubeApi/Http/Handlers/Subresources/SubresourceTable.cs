using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Handlers.Subresources;

/// <summary>Which subresources have a handler of their own. The others show and change their object like the object's own path.</summary>
internal static class SubresourceTable
{
    /// <summary>Runs the handler of a subresource, or null if the object's handlers answer.</summary>
    public static ValueTask? Run(RequestContext context, HandlerServices services) =>
        (context.Type.Resource, context.Info.Subresource) switch
        {
            ({ Group: "", Resource: "bindings" }, "") => BindingHandler.HandleAsync(context, services),
            (_, "") => null,
            (_, "scale") => ScaleHandler.HandleAsync(context, services),
            ({ Group: "", Resource: "pods" }, "binding") => BindingHandler.HandleAsync(context, services),
            ({ Group: "", Resource: "pods" }, "eviction") => EvictionHandler.HandleAsync(context, services),
            ({ Group: "" }, "log" or "exec" or "attach" or "portforward" or "proxy") => NodeBoundHandler.HandleAsync(context, services),
            ({ Group: "", Resource: "serviceaccounts" }, "token") => services.Accounts is null
                ? throw StatusErrors.NotImplemented("tokens are not served by this version of the server")
                : TokenRequestHandler.HandleAsync(context, services),
            _ => null,
        };
}
