using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Http.Options;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Handlers;

/// <summary>
/// DELETE of a collection: everything that the list options select at this moment, one delete each, several at a time. Objects that are
/// gone already do not count; any other refusal ends it, with what was deleted until then staying deleted (as in the original).
/// </summary>
internal static class DeleteCollectionHandler
{
    /// <summary>Answers with the list of what was selected.</summary>
    public static async ValueTask HandleAsync(RequestContext context, HandlerServices services)
    {
        var format = context.Accept.Require(collection: false);
        var listOptions = ListOptions.Parse(context.Target.Query, isWatch: false);
        var filter = ObjectFilter.Of(listOptions, context.Type);
        var deadline = context.Deadline(); // before the body is read: the whole of it has the request's time, not a single write's
        var options = DeleteOptions.Parse(context.Target.Query, (await DeleteHandler.BodyAsync(context)).Span);
        options.CheckForCollection();
        var renderer = services.Renderer(context, format);
        var cache = await services.Caches.GetAsync(context.Type.Collection, deadline);
        var page = await ListHandler.PageAsync(context, cache, listOptions, filter);
        await DeleteAllAsync(context, services, options, page, deadline);
        await ListAnswer.WriteAsync(context, renderer, page with { NextKey = null });
    }

    private static Task DeleteAllAsync(
        RequestContext context, HandlerServices services, DeleteOptions options, ListPage page, CancellationToken deadline)
    {
        var template = DeleteHandler.Request(context, options);
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = context.Options.DeleteCollectionWorkers,
            CancellationToken = deadline,
        };
        return Parallel.ForEachAsync(page.Items, parallel, async (item, token) =>
        {
            var result = await services.Store.WriteAsync(template with { Namespace = item.Namespace, Name = item.Name }, token);
            context.Audit?.Annotate(result.AuditAnnotations);
            if (result.Error is { Code: not 404 } error)
            {
                throw new StatusException(error);
            }
        });
    }
}
