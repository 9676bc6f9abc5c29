using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Http.Handlers;

/// <summary>PUT of an object or of one of its subresources.</summary>
internal static class UpdateHandler
{
    /// <summary>Answers an update.</summary>
    public static ValueTask HandleAsync(RequestContext context, HandlerServices services) =>
        WriteHandler.WriteObjectAsync(context, services, WriteVerb.Update, "UpdateOptions");
}
