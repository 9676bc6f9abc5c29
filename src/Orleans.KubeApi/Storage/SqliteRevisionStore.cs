using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.Storage;

/// <summary>
/// The revision store in a folder of its own, for a single process: the embedded default. Write-ahead log, every commit flushed to the
/// disk before it is answered, one writing thread that takes the waiting commits of all collections into one transaction, two reading
/// threads.
/// </summary>
internal sealed class SqliteRevisionStore : IRevisionStore
{
    private const string FileName = "kubeapi.db";
    private const int Readers = 2;
    private const int CompactionStep = 1000;
    private readonly SiloLeases _leases;
    private readonly ILogger _logger;
    private readonly FileStream _lock;
    private volatile Exception? _failure;
    private readonly SqliteWorker _writer;
    private readonly Channel<SqliteWork> _reads = SqliteWorker.CreateQueue();
    private readonly List<SqliteWorker> _readers = [];

    private SqliteRevisionStore(FileStream folderLock, List<SqliteSession> sessions, TimeProvider time, ILogger logger)
    {
        (_lock, _logger, _leases) = (folderLock, logger, new SiloLeases(time));
        _writer = new SqliteWorker("store writer", sessions[0], SqliteWorker.CreateQueue(), writer: true, logger);
        _writer.Failed = Fail;
        _readers.AddRange(sessions.Skip(1).Select(session => new SqliteWorker("store reader", session, _reads, writer: false, logger)));
        _readers.ForEach(reader => reader.Failed = Fail);
    }

    /// <summary>
    /// Called, maybe more than once, when the file can no longer be used: only a restart helps. It must return soon. The lease, which this
    /// store keeps in memory, isn't renewed any more either.
    /// </summary>
    public Action<Exception>? Failed { get; set; }

    /// <summary>
    /// Opens or creates the store. The folder is locked until the store is disposed or the process ends, however it ends.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Receives events.</param>
    /// <param name="flush">False only for data that its owner throws away: then a commit doesn't wait for the disk.</param>
    /// <exception cref="StoreLockedException">Another process, or another store of this one, uses the folder.</exception>
    public static SqliteRevisionStore Open(string folder, TimeProvider time, ILogger logger, bool flush = true)
    {
        Directory.CreateDirectory(folder);
        var (file, folderLock) = (FileOf(folder), Lock(folder));
        List<SqliteSession> sessions = [];
        try
        {
            sessions.Add(new SqliteSession(file, writable: true, flush));
            for (var i = 0; i < Readers; i++)
            {
                sessions.Add(new SqliteSession(file, writable: false));
            }

            return new SqliteRevisionStore(folderLock, sessions, time, logger);
        }
        catch
        {
            // A damaged file: whoever repairs it needs the folder.
            sessions.ForEach(session => session.Dispose());
            folderLock.Dispose();
            throw;
        }
    }

    /// <summary>For tests that end the process between the steps of a compaction.</summary>
    internal Action<string>? CompactionReached { get; set; }

    /// <summary>The database's file.</summary>
    internal static string FileOf(string folder) => Path.Combine(folder, FileName);

    /// <summary>
    /// For Orleans' grain storage in the same file, once migrated; its invariant name for this library is "System.Data.SQLite".
    /// </summary>
    public static string ConnectionString(string folder) => $"Data Source={Path.Combine(folder, FileName)}";

    /// <inheritdoc/>
    public async ValueTask<OpenedCollection> OpenAsync(CollectionId id, string silo, CancellationToken ct)
    {
        var (opened, previous, leaseEnd, quiet) = await WriteAsync(
            session =>
            {
                session.Run(SqliteStatements.Create, id.Cluster, id.Group, id.Resource);
                using var reader = session.Query(SqliteStatements.Take, id.Cluster, id.Group, id.Resource);
                reader.Read();
                var taken = new OpenedCollection(id, reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));

                // On the writer's thread, so that owners are recorded in the order of epochs.
                var (owner, end, earlier) = _leases.Take(taken.Number, silo, taken.Epoch);
                return (taken, owner, end, earlier);
            },
            ct);
        _logger.CollectionTaken(id, silo, opened.Epoch, opened.Head, TimeSpan.Zero, previous);
        await _leases.WaitAsync(previous, leaseEnd, quiet, ct);
        return opened;
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(OpenedCollection collection, CancellationToken ct)
    {
        _leases.Drop(collection.Number, collection.Epoch);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<CommitOutcome> CommitAsync(OpenedCollection collection, CommitBatch batch, CancellationToken ct)
    {
        batch.Validate();
        var work = new SqliteTask<CommitOutcome>(
            s => SqliteCommit.Run(s, collection, batch), outcome => outcome is CommitOutcome.Committed);
        var outcome = await _writer.RunAsync(work, ct);
        switch (outcome)
        {
            case CommitOutcome.Fenced:
                _logger.CommitFenced(collection.Id, collection.Epoch, batch.ExpectedHead);
                break;
            case CommitOutcome.Conflict:
                _logger.CommitConflict(collection.Id, batch.ExpectedHead, "a replaced version is not current");
                break;
        }

        return outcome;
    }

    /// <inheritdoc/>
    public ValueTask<long?> CurrentRevisionAsync(CollectionId id, string key, CancellationToken ct) =>
        ReadAsync(s => SqliteReads.CurrentRevision(s, id, key), ct);

    /// <inheritdoc/>
    public ValueTask<StoredRow?> GetAsync(CollectionId id, string key, CancellationToken ct) =>
        ReadAsync(s => SqliteReads.Get(s, id, key), ct);

    /// <inheritdoc/>
    public ValueTask<RangePage> ReadRangeAsync(CollectionId id, RangeQuery query, CancellationToken ct) =>
        ReadAsync(s => SqliteReads.Range(s, id, query), ct);

    /// <inheritdoc/>
    public ValueTask<EventPage> ReadEventsAsync(CollectionId id, long fromExclusive, long toInclusive, int limit, CancellationToken ct) =>
        ReadAsync(s => SqliteReads.Events(s, id, fromExclusive, toInclusive, limit), ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredVersion>> ReadVersionsAsync(
        CollectionId id, long fromExclusive, int limit, CancellationToken ct) =>
        ReadAsync(s => SqliteReads.Versions(s, id, fromExclusive, limit), ct);

    /// <inheritdoc/>
    public ValueTask<int> ChangeBodiesAsync(CollectionId id, IReadOnlyList<BodyChange> changes, CancellationToken ct) =>
        WriteAsync(s => SqliteReads.ChangeBodies(s, id, changes), ct);

    /// <inheritdoc/>
    public async ValueTask<long> CompactAsync(CollectionId id, long floor, CancellationToken ct)
    {
        var (number, reached, position) = await WriteAsync(s => SqliteCompaction.RaiseFloor(s, id, floor), ct);
        CompactionReached?.Invoke("compact-floor");
        var removed = 0L;
        while (position < reached)
        {
            var from = position;
            (position, var gone) = await WriteAsync(s => SqliteCompaction.Step(s, number, from, reached, CompactionStep), ct);
            removed += gone;
            CompactionReached?.Invoke("compact-done");
        }

        if (removed > 0)
        {
            _logger.Compacted(id, reached, removed);
        }

        return reached;
    }

    /// <inheritdoc/>
    public async ValueTask BumpHeadsAsync(long by, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(by);
        await WriteAsync(s => s.Run(SqliteStatements.BumpHeads, by), ct);
        _logger.HeadsBumped(by);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<CollectionHead>> ListCollectionsAsync(CancellationToken ct) =>
        ReadAsync<IReadOnlyList<CollectionHead>>(
            session =>
            {
                var heads = new List<CollectionHead>();
                using var reader = session.Query(SqliteStatements.List);
                while (reader.Read())
                {
                    var id = new CollectionId(reader.GetString(0), reader.GetString(1), reader.GetString(2));
                    heads.Add(new(id, reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5), _leases.Owner(reader.GetInt64(6))));
                }

                return heads;
            },
            ct);

    /// <inheritdoc/>
    public ValueTask<LeaseRenewal> RenewLeaseAsync(string silo, TimeSpan length, CancellationToken ct) => _failure is { } failure
        ? throw new StoreUnavailableException("the store failed earlier", failure)
        : new(_leases.Renew(silo, length));

    /// <inheritdoc/>
    public ValueTask ReleaseLeaseAsync(string silo, CancellationToken ct)
    {
        _leases.Release(silo);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask MigrateAsync(CancellationToken ct) => await WriteAsync(s => SqliteMigrator.Run(s, _logger), ct);

    /// <summary>
    /// Writes the files anew, so that they hold nothing of versions that were removed or changed. Takes as long as copying them, and as
    /// much more space; the store must not be open.
    /// </summary>
    /// <exception cref="StoreLockedException">Another process, or another store of this one, uses the folder.</exception>
    public static void RewriteFiles(string folder)
    {
        using var folderLock = Lock(folder);
        using var session = new SqliteSession(Path.Combine(folder, FileName), writable: true);
        session.Execute("PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// <inheritdoc/>
    public async ValueTask PingAsync(CancellationToken ct) => await WriteAsync(static _ => true, ct);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var reader in _readers)
        {
            await reader.DisposeAsync();
        }

        await _writer.DisposeAsync();
        await _lock.DisposeAsync();
    }

    /// <summary>Keeps the folder until it is disposed or the process ends.</summary>
    /// <exception cref="StoreLockedException">Another process, or another store of this one, uses the folder.</exception>
    internal static FileStream Lock(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new StoreLockedException($"the data folder {folder} is used by another process", e);
        }
    }

    private void Fail(Exception failure)
    {
        _failure = failure;
        Failed?.Invoke(failure);
    }

    private ValueTask<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken ct) => _writer.RunAsync(new SqliteTask<T>(work), ct);

    private ValueTask<T> ReadAsync<T>(Func<SqliteSession, T> work, CancellationToken ct) =>
        _readers[0].RunAsync(new SqliteTask<T>(work), ct);
}
