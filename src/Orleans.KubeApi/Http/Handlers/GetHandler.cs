using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Http.Options;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Handlers;

/// <summary>
/// One object, from the silo cache. The hottest path: no tree, no timer, no copy but the one into the connection's buffer.
/// </summary>
internal static class GetHandler
{
    /// <summary>Answers a get of an object or of a subresource that shows its object.</summary>
    public static async ValueTask HandleAsync(RequestContext context, HandlerServices services)
    {
        var format = context.Accept.Require(collection: false);

        // What a get waits for has limits of its own, far below the server's: only who asks for less time needs a timer.
        var limit = context.Target.Query.Get("timeout") is null ? context.Http.RequestAborted : context.Deadline();
        var cache = await services.Caches.GetAsync(context.Type.Collection, limit);
        var snapshot = await SnapshotAsync(context, cache, limit);
        var found = snapshot.Find(context.Key) ?? throw StatusErrors.NotFound(context.Type.Resource, context.Info.PathName);
        if (format.Protobuf)
        {
            await Answers.ProtobufAsync(context, 200, services.Renderer(context, format).Single(found));
            return;
        }

        var body = format.Projection == Projection.None
            ? VersionedBytes.Of(context.Type, found.Bytes)
            : services.Renderer(context, format).Single(found);
        await Answers.JsonAsync(context, 200, body, format);
    }

    // resourceVersion "" = most recent, "0" = whatever is here, N = not older than N.
    private static ValueTask<CollectionSnapshot> SnapshotAsync(
        RequestContext context, CollectionCache cache, CancellationToken limit)
    {
        var version = context.Target.Query.Get("resourceVersion");
        if (string.IsNullOrEmpty(version))
        {
            return cache.FreshAsync(limit);
        }

        var revision = GoNumbers.Revision(version, out var problem);
        if (problem is not null)
        {
            // The original takes this for an internal error, without a reason.
            throw new StatusException(new Status(500, "", problem));
        }

        return revision == 0
            ? ValueTask.FromResult(cache.Latest)
            : cache.NotOlderThanAsync(revision, limit);
    }
}
