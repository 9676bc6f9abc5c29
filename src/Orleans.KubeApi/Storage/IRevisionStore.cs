namespace Orleans.KubeApi.Storage;

/// <summary>
/// The durable histories: per collection, every version of every object as an interval of revisions, in one total order (I1–I5 of the
/// design). Two implementations, PostgreSQL and SQLite, pass one suite of tests.
/// </summary>
/// <remarks>
/// All methods throw <see cref="StoreUnavailableException"/> when the database cannot serve them (nothing was written then), and
/// <see cref="OperationCanceledException"/> on cancellation; a commit that was already sent ignores cancellation, since its outcome must be
/// known. A collection that was never opened reads as empty at <see cref="FirstRevision"/>. Safe for concurrent use.
/// </remarks>
internal interface IRevisionStore : IAsyncDisposable
{
    /// <summary>Head and floor of a new collection: never 0, which means "any" to clients.</summary>
    const long FirstRevision = 1;

    /// <summary>
    /// Takes the collection for a silo: the epoch grows by one under the row lock, which also waits for a commit in flight and fences all
    /// later ones of the previous owner. Returns only when the previous owner's silo lease, as it was then, has run out, unless that
    /// lease was released, is the caller's own, or the collection was released. The wait is at most the length of that lease.
    /// </summary>
    /// <param name="id">Created if it does not exist.</param>
    /// <param name="silo">The silo's name with its generation: a restarted silo must not pass for its predecessor.</param>
    /// <param name="ct">Cancels the wait; the epoch may have been taken all the same, which costs the next owner only time.</param>
    ValueTask<OpenedCollection> OpenAsync(CollectionId id, string silo, CancellationToken ct);

    /// <summary>
    /// Gives the collection up, so that the next owner need not wait out the silo's lease. The caller has stopped answering for it before
    /// the call. Does nothing if the epoch is no longer ours.
    /// </summary>
    ValueTask ReleaseAsync(OpenedCollection collection, CancellationToken ct);

    /// <summary>
    /// One durable transaction, all or nothing: the epoch is still ours, the head is <see cref="CommitBatch.ExpectedHead"/> and becomes
    /// <see cref="CommitBatch.NewHead"/>, each row's previous version is as expected, the rows are written.
    /// </summary>
    /// <remarks>
    /// If the connection is lost on the way, the store finds out by itself, and makes sure that a straggler cannot commit later: the answer
    /// is then Committed or Fenced.
    /// </remarks>
    /// <exception cref="UnknownOutcomeException">It could not find out within its bounded attempts.</exception>
    /// <exception cref="ArgumentException">The batch breaks its contract (see <see cref="CommitBatch.Validate"/>).</exception>
    ValueTask<CommitOutcome> CommitAsync(OpenedCollection collection, CommitBatch batch, CancellationToken ct);

    /// <summary>The revision of the object's current version, or null if there is no such object.</summary>
    ValueTask<long?> CurrentRevisionAsync(CollectionId id, string key, CancellationToken ct);

    /// <summary>The object's current version, or null if there is no such object.</summary>
    ValueTask<StoredRow?> GetAsync(CollectionId id, string key, CancellationToken ct);

    /// <summary>Reads a range of objects, now or as of a revision. A revision out of reach is an outcome, not an exception.</summary>
    ValueTask<RangePage> ReadRangeAsync(CollectionId id, RangeQuery query, CancellationToken ct);

    /// <summary>
    /// Reads the changes after <paramref name="fromExclusive"/> up to <paramref name="toInclusive"/> in order of revision.
    /// </summary>
    ValueTask<EventPage> ReadEventsAsync(CollectionId id, long fromExclusive, long toInclusive, int limit, CancellationToken ct);

    /// <summary>
    /// All versions that the collection still has, current and past, as they are stored, by revision from
    /// <paramref name="fromExclusive"/>. A page may end before its limit when bodies are large; only an empty one is the end.
    /// </summary>
    ValueTask<IReadOnlyList<StoredVersion>> ReadVersionsAsync(CollectionId id, long fromExclusive, int limit, CancellationToken ct);

    /// <summary>
    /// Stores bodies in another form (encrypted with another key) without making versions: no revision is given out, no owner is needed.
    /// What was changed or removed meanwhile is left alone. Returns how many were changed.
    /// </summary>
    ValueTask<int> ChangeBodiesAsync(CollectionId id, IReadOnlyList<BodyChange> changes, CancellationToken ct);

    /// <summary>
    /// Raises the floor (it only grows and never passes the head), then removes in bounded steps what no read from the floor on can see.
    /// Readers first lose the right, then the rows. Returns the floor in force. Needs no ownership; repeating it is harmless.
    /// </summary>
    ValueTask<long> CompactAsync(CollectionId id, long floor, CancellationToken ct);

    /// <summary>
    /// After a restore from a backup: every head jumps by <paramref name="by"/>, so that no revision that clients may have seen is given
    /// out twice; the floor becomes the new head, so that old watches end with Expired; all owners are fenced.
    /// </summary>
    ValueTask BumpHeadsAsync(long by, CancellationToken ct);

    /// <summary>All collections, in no particular order.</summary>
    ValueTask<IReadOnlyList<CollectionHead>> ListCollectionsAsync(CancellationToken ct);

    /// <summary>
    /// Takes or extends the silo's lease by the database's clock. See <see cref="LeaseRenewal"/> for what the caller must do.
    /// </summary>
    ValueTask<LeaseRenewal> RenewLeaseAsync(string silo, TimeSpan length, CancellationToken ct);

    /// <summary>Ends the silo's lease: it has stopped answering for all its collections.</summary>
    ValueTask ReleaseLeaseAsync(string silo, CancellationToken ct);

    /// <summary>Brings the schema up to date, under a lock against other silos doing the same. Run once before anything else.</summary>
    /// <exception cref="StoreSchemaException">The schema is newer than this program.</exception>
    ValueTask MigrateAsync(CancellationToken ct);

    /// <summary>Proves that the database answers and, for PostgreSQL, that it is the primary.</summary>
    ValueTask PingAsync(CancellationToken ct);
}
