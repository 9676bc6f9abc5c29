using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Http.Handlers;

/// <summary>
/// A delete that is only for objects which can't be read any more (KEP-3926): it needs a right of its own and never touches what can be
/// read. What can't be read stays, too: here such rows come back with their key, and with a backup.
/// </summary>
internal static class UnsafeDelete
{
    private const string Verb = "unsafe-delete-ignore-read-errors";

    /// <summary>Ends with a refusal.</summary>
    /// <exception cref="StatusException">403, 404, 409, or the 500 of what can't be read.</exception>
    public static async ValueTask RefuseAsync(RequestContext context, HandlerServices services)
    {
        context.Audit?.Annotate("apiserver.k8s.io/unsafe-delete-ignore-read-error", "");
        var (resource, name) = (context.Type.Resource, context.Info.PathName);
        var decision = await services.Authorizer.AuthorizeAsync(
            context.User!, context.Info.Attributes with { Verb = Verb }, context.Http.RequestAborted);
        if (!decision.IsAllowed)
        {
            throw StatusErrors.Forbidden(resource, name, $"not permitted to do \"{Verb}\", reason: {decision.Reason}");
        }

        var cache = await services.Caches.GetAsync(context.Type.Collection, context.Http.RequestAborted);
        var snapshot = await cache.FreshAsync(context.Http.RequestAborted);
        if (snapshot.Find(context.Key) is null)
        {
            throw StatusErrors.NotFound(resource, name);
        }

        var key = StorageKey.Of(context.Type.Collection, context.ScopeNamespace, name);
        throw StatusErrors.Conflict(resource, name, $"StorageError: invalid object, Code: 4, Key: {key}, ResourceVersion: 0, "
            + "AdditionalErrorMsg: unsafe deletion is not allowed because the object is decodable from storage");
    }
}
