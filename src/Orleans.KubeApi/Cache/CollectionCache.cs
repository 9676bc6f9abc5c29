using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Cache;

/// <summary>The silo's copy of one collection: current snapshot, recent snapshots, window of events, watchers.</summary>
internal sealed class CollectionCache
{
    /// <summary>What is here now, without any proof of freshness (resourceVersion=0).</summary>
    public CollectionSnapshot Latest => throw new NotImplementedException();

    /// <summary>A snapshot that holds everything committed before the call ("most recent"; batched ReadIndex).</summary>
    public ValueTask<CollectionSnapshot> FreshAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>A snapshot of that revision or later. Waits up to 3 s.</summary>
    /// <exception cref="StatusException">504 ResourceVersionTooLarge.</exception>
    public ValueTask<CollectionSnapshot> NotOlderThanAsync(long revision, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>One page of the list exactly as of a revision: from a kept snapshot or from the store.</summary>
    /// <exception cref="StatusException">410 Expired (without a continue token: the caller adds it), 504 ResourceVersionTooLarge.</exception>
    public ValueTask<ListPage> ListExactAsync(long revision, ListQuery query, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Keeps a snapshot for a while, because a page of it was served with a continue token.</summary>
    public void Keep(CollectionSnapshot snapshot) => throw new NotImplementedException();

    /// <summary>Starts a watch. A position that is too old surfaces as 410 Expired in the subscription's channel, not here.</summary>
    public IWatchSubscription Watch(WatchQuery query) => throw new NotImplementedException();
}
