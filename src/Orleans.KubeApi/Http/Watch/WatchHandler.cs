using System.Net.WebSockets;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Http.Handlers;
using Orleans.KubeApi.Http.Measuring;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Http.Options;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Watch;

/// <summary>A watch: where it starts, what it selects, how long it lasts; then <see cref="WatchStream"/> runs it.</summary>
internal static class WatchHandler
{
    /// <summary>Runs a watch until its time, the client or the server ends it.</summary>
    public static async ValueTask HandleAsync(RequestContext context, HandlerServices services, WatchForms forms)
    {
        context.Accept.Require(collection: true);
        var options = ListOptions.Parse(context.Target.Query, isWatch: true);
        var filter = ObjectFilter.Of(options, context.Type);
        var revision = Revision(options.ResourceVersion);
        var include = ObjectRenderer.ParseInclude(context.Accept.Require(collection: true), context.Target.Query);
        var format = context.Accept.RequireStream();
        var aborted = context.Http.RequestAborted;
        var cache = await services.Caches.GetAsync(context.Type.Collection, aborted);
        var (snapshot, refused) = await StartAsync(cache, options, revision, aborted);
        var name = context.Info.LegacyWatch && context.Info.PathName.Length > 0 ? context.Info.PathName : filter.Name;
        using var subscription = cache.Watch(new WatchQuery(
            snapshot?.Revision ?? revision, context.ScopeNamespace, name, filter.IsNameOnly ? null : filter.Matches));
        var plan = new WatchPlan
        {
            Initial = options.SendInitialEvents == true && snapshot is not null ? Select(snapshot, context, filter, name) : null,
            StartRevision = snapshot?.Revision ?? revision,
            Bookmarks = options.AllowBookmarks,
            Packed = IsPacked(context, options),
            Refused = refused,
            Timeout = TimeoutOf(options, context),
        };
        var form = forms.Get(context.Type, format, include);
        await using var socket = await SocketAsync(context, format);
        var series = services.Watches?.Of(context.Type.Kind, context.Type.Resource.Resource, RequestLabels.ScopeOf(context.Info));
        await new WatchStream(context, form, subscription, plan, services.Stopping, socket, series).RunAsync();
    }

    // Only a watch in place of a list: its beginning is as large as the list, which would be compressed.
    private static bool IsPacked(RequestContext context, ListOptions options) =>
        options is { SendInitialEvents: true, AllowBookmarks: true } && !WebSocketHandshake.IsWanted(context.Http.Request)
        && GzipOutput.IsWanted(context.Http.Request);

    private static async ValueTask<WebSocketOutput?> SocketAsync(RequestContext context, OutputFormat format)
    {
        if (!WebSocketHandshake.IsWanted(context.Http.Request))
        {
            return null;
        }

        var (stream, protocol) = await WebSocketHandshake.AcceptAsync(context.Http);
        var options = new WebSocketCreationOptions { IsServer = true, SubProtocol = protocol };
        return new WebSocketOutput(WebSocket.CreateFromStream(stream, options), format.Protobuf, context.Http.RequestAborted);
    }

    // No snapshot: strictly after the given revision, from the window or the store, without a current state. That this silo doesn't come to
    // the revision in time is told by an event, as all that a watch meets once its parameters are known to be good.
    private static async ValueTask<(CollectionSnapshot? Snapshot, Status? Refused)> StartAsync(
        CollectionCache cache, ListOptions options, long revision, CancellationToken aborted)
    {
        if (options.ResourceVersion.Length == 0)
        {
            return (await cache.FreshAsync(aborted), null);
        }

        if (revision == 0)
        {
            return (cache.Latest, null);
        }

        try
        {
            return (options.SendInitialEvents == true ? await cache.NotOlderThanAsync(revision, aborted) : null, null);
        }
        catch (StatusException late)
        {
            return (null, late.Status);
        }
    }

    private static IReadOnlyList<StoredObject> Select(CollectionSnapshot snapshot, RequestContext context, ObjectFilter filter, string name)
    {
        // One object of one namespace needs no walk over the collection.
        if (name.Length > 0 && (context.ScopeNamespace.Length > 0 || !context.Type.Namespaced))
        {
            var found = snapshot.Find(StoredObject.KeyOf(context.ScopeNamespace, name));
            return found is not null && filter.Matches?.Invoke(found) != false ? [found] : [];
        }

        return snapshot.List(new ListQuery(context.ScopeNamespace, Filter: filter.Matches)).Items;
    }

    private static TimeSpan TimeoutOf(ListOptions options, RequestContext context)
    {
        var shortest = context.Options.MinWatchTimeout;
        return options.TimeoutSeconds is null or 0
            ? shortest * (1 + Random.Shared.NextDouble()) // spread, so that watches that began together do not all come back together
            : TimeSpan.FromSeconds(Math.Clamp(options.TimeoutSeconds.Value, 0, TimeSpan.FromDays(30).TotalSeconds));
    }

    private static long Revision(string text)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        var revision = GoNumbers.Revision(text, out var problem);
        return problem is null ? revision : throw new StatusException(new Status(500, "", problem));
    }
}
