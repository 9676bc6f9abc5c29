using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Grains.Streams;

/// <summary>What a stream takes from a collection's events, in portions for one message.</summary>
internal static class KubeSelection
{
    private const int MostBytes = 512 << 10;
    private const int MostScanned = 1000;

    /// <summary>The window's events after a position. Null if they left it.</summary>
    public static FeedHistory? Window(CollectionCache cache, long position)
    {
        // Read before the window, so that it is never ahead of the events that are found there.
        var latest = cache.Latest.Revision;
        if (cache.WindowAfter(position, MostScanned) is not { } window)
        {
            return null;
        }

        var last = window.Count == 0 ? position : window[^1].Revision;
        return new FeedHistory(window, window.Count == MostScanned ? last : Math.Max(last, latest));
    }

    /// <summary>The store's answer, if it has one.</summary>
    /// <exception cref="KubeExpiredException">The position lies below the floor.</exception>
    public static FeedHistory Checked(FeedHistory history, long position) => history.Expired
        ? throw new KubeExpiredException($"too old resource version: {position} ({history.Floor})")
        : history;

    /// <summary>The wanted events of a piece, and up to where the piece was looked through.</summary>
    public static (KubeEvent[] Events, long To) Of(
        FeedHistory piece, KubeStreamTarget target, Func<StoredObject, bool>? filter, int most)
    {
        var wanted = new List<KubeEvent>();
        var bytes = 0;
        foreach (var item in piece.Events)
        {
            if ((target.Namespace.Length > 0 && item.Object.Namespace != target.Namespace) || item.For(filter) is not { } seen)
            {
                continue;
            }

            wanted.Add(KubeWatchGrain.EventOf(seen));
            bytes += seen.Object.Bytes.Length;
            if (wanted.Count == most || bytes > MostBytes)
            {
                return ([.. wanted], item.Revision);
            }
        }

        return ([.. wanted], piece.To);
    }
}
