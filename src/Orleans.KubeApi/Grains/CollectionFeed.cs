using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Storage;
using Orleans.KubeApi.Storage.Encryption;

namespace Orleans.KubeApi.Grains;

/// <summary>Feed of one collection: what is new from its grain, what is old from the store.</summary>
internal sealed class CollectionFeed(ICollectionGrain owner, IRevisionStore store, CollectionId id) : ICollectionFeed
{
    private const int LoadPage = 2_000;

    /// <inheritdoc/>
    public async ValueTask<FeedContent> LoadAsync(CancellationToken cancellationToken)
    {
        // The owner first: it creates the collection in the store if this is its first use.
        await owner.ReadIndex();
        var objects = new List<StoredObject>();
        Dictionary<string, string>? unreadable = null;
        var page = await store.ReadRangeAsync(id, new RangeQuery("", null, LoadPage), cancellationToken);
        var revision = page.Head;
        while (true)
        {
            foreach (var row in page.Rows)
            {
                if (row.Unreadable is null)
                {
                    objects.Add(new StoredObject(row.Key, row.Revision, row.Body));
                }
                else
                {
                    (unreadable ??= new(StringComparer.Ordinal)).Add(row.Key, row.Unreadable);
                }
            }

            if (!page.More)
            {
                return new FeedContent(revision, objects, unreadable);
            }

            var next = page.Rows[^1].Key + '\u0001';
            page = await store.ReadRangeAsync(id, new RangeQuery(next, null, LoadPage, revision), cancellationToken);
            if (page.Outcome != ReadOutcome.Found)
            {
                throw new InvalidOperationException($"revision {revision} was compacted while it was read");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<FeedBatch> PollAsync(long from, TimeSpan wait, CancellationToken cancellationToken)
    {
        var reply = await owner.Poll(from, wait, cancellationToken);
        return new FeedBatch(reply.From, reply.To, [.. reply.Events.Select(ToEvent)], reply.Gap);
    }

    /// <inheritdoc/>
    public ValueTask<long> ReadIndexAsync(CancellationToken cancellationToken) => owner.ReadIndex();

    /// <inheritdoc/>
    public async ValueTask<FeedHistory> ReadEventsAsync(long from, long to, int limit, CancellationToken cancellationToken)
    {
        var page = await EventsAsync(from, to, limit, cancellationToken);
        if (page.Outcome == ReadOutcome.Expired)
        {
            return new FeedHistory([], from, Expired: true, page.Floor);
        }

        var events = page.Events.Select(e => new CacheEvent(
            new StoredObject(e.Key, e.Revision, e.Body),
            e.Deleted,
            e.PreviousBody is { } previous ? new StoredObject(e.Key, 0, previous) : null)).ToList();
        return new FeedHistory(events, page.More ? events[^1].Revision : Math.Min(to, page.Head), Floor: page.Floor);
    }

    /// <inheritdoc/>
    public async ValueTask<ListPage?> ReadExactAsync(long revision, ListQuery query, CancellationToken cancellationToken)
    {
        var (from, to) = Bounds(query);
        var items = new List<StoredObject>();
        while (true)
        {
            var page = await store.ReadRangeAsync(id, new RangeQuery(from, to, LoadPage, revision), cancellationToken);
            if (page.Outcome != ReadOutcome.Found)
            {
                return null;
            }

            for (var at = 0; at < page.Rows.Count; at++)
            {
                if (page.Rows[at].Unreadable is { } reason)
                {
                    throw StatusErrors.Internal(reason);
                }

                var item = new StoredObject(page.Rows[at].Key, page.Rows[at].Revision, page.Rows[at].Body);
                if (query.Filter is not null && !query.Filter(item))
                {
                    continue;
                }

                items.Add(item);
                if (items.Count == query.Limit && (at + 1 < page.Rows.Count || page.More))
                {
                    return new ListPage(revision, items, item.Key + '\0', null);
                }
            }

            if (!page.More)
            {
                return new ListPage(revision, items, null, null);
            }

            from = page.Rows[^1].Key + '\u0001';
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> IsReadableAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await store.GetAsync(id, key, cancellationToken);
            return true;
        }
        catch (UnreadableRowException)
        {
            return false;
        }
    }

    private async ValueTask<EventPage> EventsAsync(long from, long to, int limit, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReadEventsAsync(id, from, to, limit, cancellationToken);
        }
        catch (UnreadableRowException unreadable)
        {
            throw StatusErrors.Internal(unreadable.Message);
        }
    }

    // No key holds a character below '\u0001' ... '-', so "key\u0001" is right behind "key" and before every longer one; NUL is not to be
    // had in text columns.
    private static (string From, string? To) Bounds(ListQuery query)
    {
        var from = query.Namespace.Length > 0 ? query.Namespace + "/" : "";
        var start = query.StartKey.Replace('\0', '\u0001');
        return (string.CompareOrdinal(start, from) > 0 ? start : from, query.Namespace.Length > 0 ? query.Namespace + "0" : null);
    }

    private static FeedEvent ToEvent(FeedEventMessage message) =>
        new(new StoredObject(message.Key, message.Revision, message.Body), message.Deleted);
}
