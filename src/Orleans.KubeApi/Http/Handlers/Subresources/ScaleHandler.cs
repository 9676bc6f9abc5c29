using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Resources.Subresources;

namespace Orleans.KubeApi.Http.Handlers.Subresources;

/// <summary>GET, PUT and PATCH of <c>scale</c>: the object behind it is a workload, what the client sees is a Scale.</summary>
internal static class ScaleHandler
{
    /// <summary>Answers a request of a scale.</summary>
    public static ValueTask HandleAsync(RequestContext context, HandlerServices services)
    {
        context.Type = SubresourceTypes.Of(context.Type, "scale");
        var viewing = services with { Store = new ViewingStore(services.Store) };
        return context.Info.Verb switch
        {
            "get" => GetAsync(context, services),
            "update" => UpdateHandler.HandleAsync(context, viewing),
            _ => PatchHandler.HandleAsync(context, viewing),
        };
    }

    private static async ValueTask GetAsync(RequestContext context, HandlerServices services)
    {
        var format = context.Accept.Require(collection: false);
        var cache = await services.Caches.GetAsync(context.Type.Collection, context.Deadline());
        var found = (await cache.FreshAsync(context.Deadline())).Find(context.Key)
            ?? throw StatusErrors.NotFound(context.Type.Resource, context.Info.PathName);
        var scale = ScaleView.Of(found.Parse()).ToUtf8();
        var body = format.Projection == Projection.None
            ? VersionedBytes.Of(context.Type, scale)
            : services.Renderer(context, format).Single(new StoredObject(found.Key, found.Revision, scale));
        await Answers.JsonAsync(context, 200, body, format);
    }

    /// <summary>Shows the workloads that come back from the store as Scales.</summary>
    private sealed class ViewingStore(IObjectStore inner) : IObjectStore
    {
        public async ValueTask<WriteResult> WriteAsync(WriteRequest request, CancellationToken cancellationToken)
        {
            var result = await inner.WriteAsync(request, cancellationToken);
            return result.Error is not null || result.IsStatus
                ? result
                : result with { Code = 200, Body = ScaleView.Of((ObjectNode)NodeReader.Parse(result.Body.Span)).ToUtf8() };
        }
    }
}
