using Orleans.KubeApi.Storage;

namespace Orleans.KubeApi.Hosting.Failing;

/// <summary>Dies before or after a commit: then nobody was told of it, neither the feed nor the client.</summary>
internal sealed class FailingStore(IRevisionStore store, Failpoints points) : IRevisionStore
{
    /// <inheritdoc/>
    public async ValueTask<CommitOutcome> CommitAsync(OpenedCollection collection, CommitBatch batch, CancellationToken ct)
    {
        points.Hit("before-commit");
        var outcome = await store.CommitAsync(collection, batch, ct);
        points.Hit("after-commit");
        return outcome;
    }

    /// <inheritdoc/>
    public ValueTask<OpenedCollection> OpenAsync(CollectionId id, string silo, CancellationToken ct) => store.OpenAsync(id, silo, ct);

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(OpenedCollection collection, CancellationToken ct) => store.ReleaseAsync(collection, ct);

    /// <inheritdoc/>
    public ValueTask<long?> CurrentRevisionAsync(CollectionId id, string key, CancellationToken ct) =>
        store.CurrentRevisionAsync(id, key, ct);

    /// <inheritdoc/>
    public ValueTask<StoredRow?> GetAsync(CollectionId id, string key, CancellationToken ct) => store.GetAsync(id, key, ct);

    /// <inheritdoc/>
    public ValueTask<RangePage> ReadRangeAsync(CollectionId id, RangeQuery query, CancellationToken ct) =>
        store.ReadRangeAsync(id, query, ct);

    /// <inheritdoc/>
    public ValueTask<EventPage> ReadEventsAsync(CollectionId id, long fromExclusive, long toInclusive, int limit, CancellationToken ct) =>
        store.ReadEventsAsync(id, fromExclusive, toInclusive, limit, ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredVersion>> ReadVersionsAsync(
        CollectionId id, long fromExclusive, int limit, CancellationToken ct) => store.ReadVersionsAsync(id, fromExclusive, limit, ct);

    /// <inheritdoc/>
    public ValueTask<int> ChangeBodiesAsync(CollectionId id, IReadOnlyList<BodyChange> changes, CancellationToken ct) =>
        store.ChangeBodiesAsync(id, changes, ct);

    /// <inheritdoc/>
    public ValueTask<long> CompactAsync(CollectionId id, long floor, CancellationToken ct) => store.CompactAsync(id, floor, ct);

    /// <inheritdoc/>
    public ValueTask BumpHeadsAsync(long by, CancellationToken ct) => store.BumpHeadsAsync(by, ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<CollectionHead>> ListCollectionsAsync(CancellationToken ct) => store.ListCollectionsAsync(ct);

    /// <inheritdoc/>
    public ValueTask<LeaseRenewal> RenewLeaseAsync(string silo, TimeSpan length, CancellationToken ct) =>
        store.RenewLeaseAsync(silo, length, ct);

    /// <inheritdoc/>
    public ValueTask ReleaseLeaseAsync(string silo, CancellationToken ct) => store.ReleaseLeaseAsync(silo, ct);

    /// <inheritdoc/>
    public ValueTask MigrateAsync(CancellationToken ct) => store.MigrateAsync(ct);

    /// <inheritdoc/>
    public ValueTask PingAsync(CancellationToken ct) => store.PingAsync(ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => store.DisposeAsync();
}
