using System.Runtime.CompilerServices;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;
using Orleans.Placement;

namespace Orleans.KubeApi.Grains.Streams;

/// <summary>Serves a pull watch from this silo's cache.</summary>
[PreferLocalPlacement]
internal sealed class KubeWatchGrain(ICollectionCaches caches) : Grain, IKubeWatchGrain
{
    private const int BatchEvents = 100;

    /// <inheritdoc/>
    public async IAsyncEnumerable<KubeEventBatch> Watch(
        KubeWatchRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var filter = Filter(request.LabelSelector);
        var cache = await OpenAsync(caches, KubeStreams.ResourceOf(request.Resource), cancellationToken);
        long from;
        if (request.After is { } after)
        {
            from = after;
        }
        else
        {
            var snapshot = await cache.FreshAsync(cancellationToken);
            from = snapshot.Revision;
            foreach (var batch in Initial(snapshot, request, filter))
            {
                yield return batch;
            }
        }

        using var watch = cache.Watch(new WatchQuery(from, request.Namespace, request.Name, filter));
        while (await MoreAsync(watch, cancellationToken))
        {
            var events = new List<KubeEvent>();
            while (events.Count < BatchEvents && watch.Events.TryRead(out var item))
            {
                events.Add(EventOf(item));
            }

            if (events.Count > 0)
            {
                yield return new KubeEventBatch([.. events], events[^1].ResourceVersion);
                from = events[^1].ResourceVersion;
            }
        }

        // The cache closed the watch (reloaded, or this consumer was too slow for a live one): the client goes on from its position.
    }

    /// <summary>An event as .NET programs see it.</summary>
    internal static KubeEvent EventOf(WatchEvent item) => new(
        item.Type switch
        {
            WatchEventType.Added => KubeEventType.Added,
            WatchEventType.Modified => KubeEventType.Modified,
            _ => KubeEventType.Deleted,
        },
        item.Revision, item.Object.Namespace, item.Object.Name, Bytes.Of(item.Object.Bytes));

    private static IEnumerable<KubeEventBatch> Initial(
        CollectionSnapshot snapshot, KubeWatchRequest request, Func<StoredObject, bool>? filter)
    {
        var wanted = snapshot.Objects.Where(o => (request.Namespace.Length == 0 || o.Namespace == request.Namespace)
            && (request.Name.Length == 0 || o.Name == request.Name) && filter?.Invoke(o) != false);
        foreach (var some in wanted.Chunk(BatchEvents))
        {
            yield return new KubeEventBatch(
                [.. some.Select(static o => new KubeEvent(KubeEventType.Added, o.Revision, o.Namespace, o.Name, Bytes.Of(o.Bytes)))], 0);
        }

        yield return new KubeEventBatch([], snapshot.Revision);
    }

    private static async ValueTask<bool> MoreAsync(IWatchSubscription watch, CancellationToken cancellationToken)
    {
        try
        {
            return await watch.Events.WaitToReadAsync(cancellationToken);
        }
        catch (StatusException refused) when (refused.Status.Reason == "Expired")
        {
            throw new KubeExpiredException(refused.Message);
        }
    }

    /// <summary>This silo's cache of a resource.</summary>
    /// <exception cref="InvalidOperationException">It can't be served here now.</exception>
    internal static async ValueTask<CollectionCache> OpenAsync(
        ICollectionCaches caches, GroupResource resource, CancellationToken cancellationToken)
    {
        try
        {
            return await caches.GetAsync(resource, cancellationToken);
        }
        catch (StatusException refused)
        {
            throw new InvalidOperationException(refused.Message);
        }
    }

    /// <summary>A selector as a filter; null for none.</summary>
    /// <exception cref="ArgumentException">The selector is wrong.</exception>
    internal static Func<StoredObject, bool>? Filter(string selector)
    {
        if (selector.Length == 0)
        {
            return null;
        }

        try
        {
            var parsed = LabelSelector.Parse(selector);
            return stored => parsed.Matches(stored.Labels);
        }
        catch (StatusException wrong)
        {
            throw new ArgumentException(wrong.Message, nameof(selector));
        }
    }
}
