using Microsoft.Extensions.Logging;
using Npgsql;

namespace Orleans.KubeApi.Storage;

/// <summary>
/// The revision store on PostgreSQL (14 or newer), for clusters of silos. The database decides everything: epoch, head, the compare of
/// each row, and with its clock the silos' leases; this class holds no state that could be stale.
/// </summary>
/// <param name="source">From <see cref="PostgresDataSources.Create"/>; shared with Orleans, disposed by its owner.</param>
/// <param name="time">Paces waits; the lease is measured by the database's clock only.</param>
/// <param name="logger">The room's log.</param>
internal sealed class PostgresRevisionStore(NpgsqlDataSource source, TimeProvider time, ILogger logger) : IRevisionStore
{
    private const int CompactionStep = 1000;
    private static readonly TimeSpan QuietPoll = TimeSpan.FromMilliseconds(100);
    private readonly PostgresSession _session = new(source);
    private readonly PostgresReader _reader = new(new PostgresSession(source));
    private readonly PostgresCommitter _committer = new(new PostgresSession(source), time, logger);

    /// <summary>For tests that cut connections.</summary>
    internal PostgresCommitter Committer => _committer;

    /// <summary>For tests that end the process between the steps of a compaction.</summary>
    internal Action<string>? CompactionReached { get; set; }

    /// <inheritdoc/>
    public ValueTask<CommitOutcome> CommitAsync(OpenedCollection collection, CommitBatch batch, CancellationToken ct) =>
        _committer.CommitAsync(collection, batch, ct);

    /// <inheritdoc/>
    public async ValueTask<OpenedCollection> OpenAsync(CollectionId id, string silo, CancellationToken ct)
    {
        var (opened, until, quiet, previous) = await _session.RunAsync((connection, token) => TakeAsync(connection, id, silo, token), ct);
        var left = await QuietLeftAsync(until, quiet, previous, ct);
        logger.CollectionTaken(id, silo, opened.Epoch, opened.Head, left > TimeSpan.Zero ? left : TimeSpan.Zero, previous);

        // Bounded by the recorded end of the lease, which no renewal moves.
        while (left > TimeSpan.Zero)
        {
            await Task.Delay(left < QuietPoll ? left : QuietPoll, time, ct);
            left = await QuietLeftAsync(until, quiet, previous, ct);
        }

        return opened;
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(OpenedCollection collection, CancellationToken ct) =>
        await _session.ExecuteAsync(PostgresStatements.Release, ct, Integer(collection.Number), Number(collection.Epoch));

    /// <inheritdoc/>
    public ValueTask<long?> CurrentRevisionAsync(CollectionId id, string key, CancellationToken ct) =>
        _reader.CurrentRevisionAsync(id, key, ct);

    /// <inheritdoc/>
    public ValueTask<StoredRow?> GetAsync(CollectionId id, string key, CancellationToken ct) => _reader.GetAsync(id, key, ct);

    /// <inheritdoc/>
    public ValueTask<RangePage> ReadRangeAsync(CollectionId id, RangeQuery query, CancellationToken ct) =>
        _reader.ReadRangeAsync(id, query, ct);

    /// <inheritdoc/>
    public ValueTask<EventPage> ReadEventsAsync(CollectionId id, long fromExclusive, long toInclusive, int limit, CancellationToken ct) =>
        _reader.ReadEventsAsync(id, fromExclusive, toInclusive, limit, ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredVersion>> ReadVersionsAsync(
        CollectionId id, long fromExclusive, int limit, CancellationToken ct) => _reader.ReadVersionsAsync(id, fromExclusive, limit, ct);

    /// <inheritdoc/>
    public ValueTask<int> ChangeBodiesAsync(CollectionId id, IReadOnlyList<BodyChange> changes, CancellationToken ct) =>
        _reader.ChangeBodiesAsync(id, changes, ct);

    /// <inheritdoc/>
    public async ValueTask<long> CompactAsync(CollectionId id, long floor, CancellationToken ct)
    {
        var (number, reached, position) = await _session.RunAsync((connection, token) => RaiseFloorAsync(connection, id, floor, token), ct);
        CompactionReached?.Invoke("compact-floor");
        var removed = 0L;
        while (position < reached)
        {
            var from = position;
            (position, var gone) = await _session.RunAsync(
                (connection, token) => CompactStepAsync(connection, number, from, reached, token), ct);
            removed += gone;
            CompactionReached?.Invoke("compact-step");
            await _session.ExecuteAsync(PostgresStatements.CompactedTo, ct, Integer(number), Number(position));
            CompactionReached?.Invoke("compact-done");
        }

        if (removed > 0)
        {
            logger.Compacted(id, reached, removed);
        }

        return reached;
    }

    /// <inheritdoc/>
    public async ValueTask BumpHeadsAsync(long by, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(by);
        await _session.ExecuteAsync(PostgresStatements.BumpHeads, ct, Number(by));
        logger.HeadsBumped(by);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<CollectionHead>> ListCollectionsAsync(CancellationToken ct) =>
        _session.RunAsync(ListAsync, ct);

    /// <inheritdoc/>
    public ValueTask<LeaseRenewal> RenewLeaseAsync(string silo, TimeSpan length, CancellationToken ct) =>
        _session.RunAsync(
            async (connection, token) =>
            {
                await using var command = PostgresSession.Command(
                    connection, PostgresStatements.RenewLease, Text(silo), new NpgsqlParameter<TimeSpan> { TypedValue = length });
                return new LeaseRenewal(length, (long)(await command.ExecuteScalarAsync(token))!);
            },
            ct);

    /// <inheritdoc/>
    public async ValueTask ReleaseLeaseAsync(string silo, CancellationToken ct) =>
        await _session.ExecuteAsync(PostgresStatements.ReleaseLease, ct, Text(silo));

    /// <inheritdoc/>
    public async ValueTask MigrateAsync(CancellationToken ct)
    {
        await new PostgresMigrator(_session, logger).MigrateAsync(ct);
        await _session.ExecuteAsync(PostgresStatements.ForgetOldLeases, ct);
    }

    /// <inheritdoc/>
    public async ValueTask PingAsync(CancellationToken ct)
    {
        var readOnly = await _session.RunAsync(
            async (connection, token) =>
            {
                await using var command = PostgresSession.Command(connection, PostgresStatements.Ping);
                return await command.ExecuteScalarAsync(token) is not false;
            },
            ct);
        if (readOnly)
        {
            throw new StoreUnavailableException("the database is a standby or read-only");
        }
    }

    /// <summary>Nothing to do: the data source belongs to the host.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static NpgsqlParameter<string?> Text(string? value) => new() { TypedValue = value };

    private static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value };

    private static NpgsqlParameter<int> Integer(long value) => new() { TypedValue = (int)value };

    private static async Task<(OpenedCollection Opened, DateTime Until, DateTime Quiet, string? Previous)> TakeAsync(
        NpgsqlConnection connection, CollectionId id, string silo, CancellationToken ct)
    {
        await using var command = PostgresSession.Command(
            connection, PostgresStatements.Open, Text(id.Cluster), Text(id.Group), Text(id.Resource), Text(silo));
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var opened = new OpenedCollection(id, reader.GetInt32(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
        return (opened, reader.GetDateTime(4), reader.GetDateTime(5), await reader.IsDBNullAsync(6, ct) ? null : reader.GetString(6));
    }

    private static async Task<(long Number, long Floor, long Compacted)> RaiseFloorAsync(
        NpgsqlConnection connection, CollectionId id, long floor, CancellationToken ct)
    {
        await using var command = PostgresSession.Command(
            connection, PostgresStatements.RaiseFloor, Text(id.Cluster), Text(id.Group), Text(id.Resource), Number(floor));
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? (reader.GetInt32(0), reader.GetInt64(1), reader.GetInt64(2))
            : (0, IRevisionStore.FirstRevision, IRevisionStore.FirstRevision);
    }

    private static async Task<(long End, long Removed)> CompactStepAsync(
        NpgsqlConnection connection, long number, long from, long floor, CancellationToken ct)
    {
        await using var command = PostgresSession.Command(
            connection, PostgresStatements.CompactStep, Integer(number), Number(from), Number(floor), Number(CompactionStep));
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private static async Task<IReadOnlyList<CollectionHead>> ListAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var heads = new List<CollectionHead>();
        await using var command = PostgresSession.Command(connection, PostgresStatements.List);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var id = new CollectionId(reader.GetString(0), reader.GetString(1), reader.GetString(2));
            var owner = await reader.IsDBNullAsync(6, ct) ? null : reader.GetString(6);
            heads.Add(new CollectionHead(id, reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5), owner));
        }

        return heads;
    }

    private ValueTask<TimeSpan> QuietLeftAsync(DateTime until, DateTime quiet, string? previous, CancellationToken ct) =>
        _session.RunAsync(
            async (connection, token) =>
            {
                await using var command = PostgresSession.Command(
                    connection,
                    PostgresStatements.QuietLeft,
                    new NpgsqlParameter<DateTime> { TypedValue = until },
                    new NpgsqlParameter<DateTime> { TypedValue = quiet },
                    Text(previous));

                // Rounded up: returning a moment early would let two owners answer.
                return TimeSpan.FromMilliseconds(Math.Ceiling((double)(await command.ExecuteScalarAsync(token))! * 1000));
            },
            ct);
}
