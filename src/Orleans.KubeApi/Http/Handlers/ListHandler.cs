using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Http.Options;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Handlers;

/// <summary>
/// A collection or a page of it. Which content is right for which parameters: apiserver <c>storage/interfaces.go</c>, reference 1.5.
/// </summary>
internal static class ListHandler
{
    private const long LastSecond = 253_402_300_799;
    private const string TokenExpired =
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue "
        + "parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided "
        + "token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was "
        + "returned and now may show up in the list.";

    /// <summary>Answers a list.</summary>
    public static async ValueTask HandleAsync(RequestContext context, HandlerServices services)
    {
        var format = context.Accept.Require(collection: true);
        var options = ListOptions.Parse(context.Target.Query, isWatch: false);
        var filter = ObjectFilter.Of(options, context.Type);
        var renderer = services.Renderer(context, format);
        var cache = await services.Caches.GetAsync(context.Type.Collection, context.Deadline());
        var page = await PageAsync(context, cache, options, filter);
        await ListAnswer.WriteAsync(context, renderer, page);
    }

    /// <summary>The page that the options ask for.</summary>
    public static ValueTask<ListPage> PageAsync(RequestContext context, CollectionCache cache, ListOptions options, ObjectFilter filter)
    {
        var revision = options.ResourceVersion.Length == 0 ? 0 : Revision(options.ResourceVersion);
        var query = new ListQuery(context.ScopeNamespace, Limit: (int)Math.Min(options.Limit, int.MaxValue), Filter: filter.Matches);
        if (options.Continue.Length > 0)
        {
            return options.ResourceVersion is not ("" or "0")
                ? throw StatusErrors.BadRequest("specifying resource version is not allowed when using continue")
                : ContinueAsync(context, cache, query, ContinueToken.Decode(options.Continue));
        }

        return options switch
        {
            { ResourceVersion: "" } => FreshAsync(context, cache, query),
            _ when revision == 0 => ValueTask.FromResult(cache.Latest.List(query with { Limit = 0 })),
            { Match: "Exact" } => cache.ListExactAsync(revision, query, context.Deadline()),
            { Match: "", Limit: > 0 } => cache.ListExactAsync(revision, query, context.Deadline()),
            _ => NotOlderAsync(context, cache, query, revision),
        };
    }

    private static async ValueTask<ListPage> FreshAsync(RequestContext context, CollectionCache cache, ListQuery query) =>
        Page(cache, await cache.FreshAsync(context.Deadline()), query);

    private static async ValueTask<ListPage> NotOlderAsync(RequestContext context, CollectionCache cache, ListQuery query, long revision) =>
        Page(cache, await cache.NotOlderThanAsync(revision, context.Deadline()), query);

    private static ListPage Page(CollectionCache cache, CollectionSnapshot snapshot, ListQuery query)
    {
        var page = snapshot.List(query);
        if (page.NextKey is not null)
        {
            cache.Keep(snapshot);
        }

        return page;
    }

    private static async ValueTask<ListPage> ContinueAsync(RequestContext context, CollectionCache cache, ListQuery query,
        ContinueToken token)
    {
        query = query with { StartKey = token.StartKey(query.Namespace) };
        if (token.Revision < 0)
        {
            return await FreshAsync(context, cache, query);
        }

        var age = context.Time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(token.FirstPageAt, 0, LastSecond));
        if (token.FirstPageAt > 0 && age > context.Options.ContinueAge)
        {
            throw Inconsistent(query);
        }

        try
        {
            var page = await cache.ListExactAsync(token.Revision, query, context.Deadline());
            return page with { FirstPageAt = token.FirstPageAt };
        }
        catch (StatusException expired) when (expired.Status.Reason == "Expired")
        {
            throw Inconsistent(query);
        }
    }

    private static StatusException Inconsistent(ListQuery query) =>
        StatusErrors.Expired(TokenExpired, ContinueToken.Encode(query.Namespace, query.StartKey, -1));

    private static long Revision(string text)
    {
        var revision = GoNumbers.Revision(text, out var problem);
        return problem is null ? revision : throw StatusErrors.BadRequest($"invalid resource version: {problem}");
    }
}
