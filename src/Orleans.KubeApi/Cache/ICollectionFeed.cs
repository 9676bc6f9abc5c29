namespace Orleans.KubeApi.Cache;

/// <summary>Where a silo's copy of one collection comes from: the collection's owner for what is new, the store for what is old.</summary>
internal interface ICollectionFeed
{
    /// <summary>The whole content at one revision, from the store.</summary>
    ValueTask<FeedContent> LoadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Waits until the owner has events after <paramref name="from"/> or the wait is over (then the batch is empty).
    /// <see cref="FeedBatch.Gap"/> tells that the owner no longer has them: read the store instead.
    /// </summary>
    ValueTask<FeedBatch> PollAsync(long from, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>A revision that covers every commit acknowledged before the call. Fails rather than answering from a stale owner.</summary>
    ValueTask<long> ReadIndexAsync(CancellationToken cancellationToken);

    /// <summary>Events of (from, to] from the store, at most <paramref name="limit"/>, with the previous states.</summary>
    ValueTask<FeedHistory> ReadEventsAsync(long from, long to, int limit, CancellationToken cancellationToken);

    /// <summary>Whether the store's current object of that key can be read, or is gone.</summary>
    ValueTask<bool> IsReadableAsync(string key, CancellationToken cancellationToken);

    /// <summary>One page of the collection exactly as of a revision, from the store; null if that revision is compacted.</summary>
    ValueTask<ListPage?> ReadExactAsync(long revision, ListQuery query, CancellationToken cancellationToken);
}
