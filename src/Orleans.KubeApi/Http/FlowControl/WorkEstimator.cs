using System.Globalization;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>
/// Estimates a request's seats before it is served: a list by the bytes it will send, a write by the watches that will get its event,
/// everything else as one.
/// </summary>
internal sealed class WorkEstimator(ICollectionCaches caches)
{
    private const int MaxListSeats = 100;
    private const int MaxWriteSeats = 10;
    private const int BytesPerSeat = 100_000;

    // Lists are streamed, so only so much of one is in memory at once.
    private const int MaxListBytes = 1_000_000;
    private const int WatchesPerSeat = 10;
    private const double EventSeconds = 0.005;

    /// <summary>Estimates.</summary>
    /// <param name="info">The request.</param>
    /// <param name="query">Its parameters.</param>
    /// <param name="watches">The watches of this silo.</param>
    /// <param name="levelMax">The most that its level allows for one; 0: no such bound.</param>
    /// <param name="watched">Watches that it concerns; −1: it is no write.</param>
    public WorkEstimate Of(RequestInfo info, QueryParameters query, WatchCounts watches, int levelMax, out int watched)
    {
        watched = -1;
        if (!info.IsResource)
        {
            return WorkEstimate.One;
        }

        switch (info.Verb)
        {
            case "list":
            case "watch" when StartsWithState(query):
                return new WorkEstimate(ListSeats(info, query, Bound(levelMax, MaxListSeats)));
            case "create" or "update" or "patch" or "delete":
                watched = watches.Of(info);
                return WriteWork(info, watched, Bound(levelMax, MaxWriteSeats));
            default:
                return WorkEstimate.One;
        }
    }

    private static int Bound(int levelMax, int most) => levelMax == 0 ? most : Math.Min(levelMax, most);

    // Without a revision, or with 0, a watch begins with the present objects as well.
    private static bool StartsWithState(QueryParameters query) =>
        query.Get("resourceVersion") is null or "" or "0" || RequestInfo.IsTrue(query.Get("sendInitialEvents"));

    private int ListSeats(RequestInfo info, QueryParameters query, int most)
    {
        // Only what is loaded: an estimate comes before authorization and must not make the server load anything.
        if (info.Name.Length > 0 || caches.Loaded(new GroupResource(info.Group, info.Resource)) is not { } cache)
        {
            return 1;
        }

        var snapshot = cache.Latest;
        var total = snapshot.Objects.Count;
        if (total == 0)
        {
            return 1;
        }

        var count = info.Namespace.Length == 0 ? total : snapshot.CountIn(info.Namespace);
        if (long.TryParse(query.Get("limit"), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0)
        {
            count = (int)Math.Min(count, limit);
        }

        var bytes = Math.Min((double)cache.Bytes / total * count, MaxListBytes);
        return Math.Clamp((int)Math.Ceiling(bytes / BytesPerSeat), 1, most);
    }

    private static WorkEstimate WriteWork(RequestInfo info, int watched, int most)
    {
        if (watched < WatchesPerSeat || info is { Resource: "serviceaccounts", Subresource: "token" })
        {
            return WorkEstimate.One;
        }

        // The same work, narrower and longer: a request that needs many seats at once keeps them empty while it waits for them.
        var seats = (watched + WatchesPerSeat - 1) / WatchesPerSeat;
        var taken = Math.Min(seats, most);
        return new WorkEstimate(1, taken, seats * EventSeconds / taken);
    }
}
