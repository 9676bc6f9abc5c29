namespace Orleans.KubeApi.Storage;

/// <summary>Lies around another store and passes everything on; who derives from it changes what it is about.</summary>
internal abstract class ForwardingRevisionStore(IRevisionStore inner) : IRevisionStore
{
    /// <summary>The store below.</summary>
    public IRevisionStore Inner { get; } = inner;

    /// <inheritdoc/>
    public virtual ValueTask<CommitOutcome> CommitAsync(OpenedCollection collection, CommitBatch batch, CancellationToken ct) =>
        Inner.CommitAsync(collection, batch, ct);

    /// <inheritdoc/>
    public ValueTask<OpenedCollection> OpenAsync(CollectionId id, string silo, CancellationToken ct) => Inner.OpenAsync(id, silo, ct);

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(OpenedCollection collection, CancellationToken ct) => Inner.ReleaseAsync(collection, ct);

    /// <inheritdoc/>
    public ValueTask<long?> CurrentRevisionAsync(CollectionId id, string key, CancellationToken ct) =>
        Inner.CurrentRevisionAsync(id, key, ct);

    /// <inheritdoc/>
    public virtual ValueTask<StoredRow?> GetAsync(CollectionId id, string key, CancellationToken ct) => Inner.GetAsync(id, key, ct);

    /// <inheritdoc/>
    public virtual ValueTask<RangePage> ReadRangeAsync(CollectionId id, RangeQuery query, CancellationToken ct) =>
        Inner.ReadRangeAsync(id, query, ct);

    /// <inheritdoc/>
    public virtual ValueTask<EventPage> ReadEventsAsync(
        CollectionId id, long fromExclusive, long toInclusive, int limit, CancellationToken ct) =>
        Inner.ReadEventsAsync(id, fromExclusive, toInclusive, limit, ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredVersion>> ReadVersionsAsync(
        CollectionId id, long fromExclusive, int limit, CancellationToken ct) => Inner.ReadVersionsAsync(id, fromExclusive, limit, ct);

    /// <inheritdoc/>
    public ValueTask<int> ChangeBodiesAsync(CollectionId id, IReadOnlyList<BodyChange> changes, CancellationToken ct) =>
        Inner.ChangeBodiesAsync(id, changes, ct);

    /// <inheritdoc/>
    public ValueTask<long> CompactAsync(CollectionId id, long floor, CancellationToken ct) => Inner.CompactAsync(id, floor, ct);

    /// <inheritdoc/>
    public ValueTask BumpHeadsAsync(long by, CancellationToken ct) => Inner.BumpHeadsAsync(by, ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<CollectionHead>> ListCollectionsAsync(CancellationToken ct) => Inner.ListCollectionsAsync(ct);

    /// <inheritdoc/>
    public ValueTask<LeaseRenewal> RenewLeaseAsync(string silo, TimeSpan length, CancellationToken ct) =>
        Inner.RenewLeaseAsync(silo, length, ct);

    /// <inheritdoc/>
    public ValueTask ReleaseLeaseAsync(string silo, CancellationToken ct) => Inner.ReleaseLeaseAsync(silo, ct);

    /// <inheritdoc/>
    public ValueTask MigrateAsync(CancellationToken ct) => Inner.MigrateAsync(ct);

    /// <inheritdoc/>
    public ValueTask PingAsync(CancellationToken ct) => Inner.PingAsync(ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Inner.DisposeAsync();
}
