using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Http.Handlers;

/// <summary>POST of a new object.</summary>
internal static class CreateHandler
{
    /// <summary>Answers a create.</summary>
    public static ValueTask HandleAsync(RequestContext context, HandlerServices services) =>
        WriteHandler.WriteObjectAsync(context, services, WriteVerb.Create, "CreateOptions");
}
