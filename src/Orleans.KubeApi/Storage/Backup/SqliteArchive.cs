using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Orleans.KubeApi.Storage.Backup;

/// <summary>The embedded store's archive. Reading needs no lock: a server may have the folder open, and goes on writing.</summary>
internal sealed class SqliteArchive(string folder) : IStoreArchive
{
    private const string Collections = "SELECT number, cluster, api_group, resource, head FROM collection ORDER BY number";

    private const string Rows =
        $"""
        SELECT c.key, c.created, {SqliteRow.Columns} FROM current_version c LEFT JOIN version v ON v.id = (c.collection << 43) + c.created
        WHERE c.collection = $1 ORDER BY c.key
        """;

    private const string Clear = "DELETE FROM version; DELETE FROM current_version; DELETE FROM past_version";

    private const string MoveOn =
        "UPDATE collection SET head = head + $1, floor = head + $1, compacted = head + $1, epoch = epoch + 1";

    private const string AddCollection =
        """
        INSERT INTO collection (cluster, api_group, resource, epoch, head, floor, compacted) VALUES ($1, $2, $3, 1, $4, $4, $4)
        ON CONFLICT (cluster, api_group, resource) DO UPDATE SET
          head = max(head, $4), floor = max(head, $4), compacted = max(head, $4), epoch = epoch + 1
        RETURNING number
        """;

    private const string AddVersion = "INSERT INTO version (id, previous, deleted, key, body, digest) VALUES ($1, 0, 0, $2, $3, $4)";

    private const string AddCurrent = "INSERT INTO current_version (collection, key, created) VALUES ($1, $2, $3)";

    /// <inheritdoc/>
    public async IAsyncEnumerable<BackupItem> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var file = SqliteRevisionStore.FileOf(folder);
        if (!File.Exists(file))
        {
            throw new BackupException($"{folder} holds no store");
        }

        using var session = new SqliteSession(file, writable: false);
        session.Execute("BEGIN");
        foreach (var (number, collection) in Heads(session))
        {
            yield return collection;
            using var rows = session.Query(Rows, number);
            while (rows.Read())
            {
                ct.ThrowIfCancellationRequested();
                yield return Row(rows, collection.Id, number);
            }
        }

        session.Execute("COMMIT");
        await Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask LoadAsync(IAsyncEnumerable<BackupItem> items, RestoreOptions options, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        using var folderLock = SqliteRevisionStore.Lock(folder);
        using var session = new SqliteSession(SqliteRevisionStore.FileOf(folder), writable: true);
        session.Execute("BEGIN IMMEDIATE");
        try
        {
            SqliteMigrator.Run(session, NullLogger.Instance);
            Prepare(session, options);
            var number = 0L;
            await foreach (var item in items.WithCancellation(ct))
            {
                switch (item)
                {
                    case BackupItem.Collection collection:
                        number = Add(session, collection, options.Bump);
                        break;
                    case BackupItem.Row row:
                        Add(session, number, row);
                        break;
                }
            }

            session.Execute("COMMIT");
        }
        catch (SqliteException failed)
        {
            throw new BackupException($"the store in {folder} can't be loaded: {failed.Message}", failed);
        }

        // Without COMMIT the connection's end rolls back.
        session.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// <inheritdoc/>
    public ValueTask MoveOnAsync(long bump, CancellationToken ct)
    {
        using var folderLock = SqliteRevisionStore.Lock(folder);
        using var session = new SqliteSession(SqliteRevisionStore.FileOf(folder), writable: true);
        session.Run(SqliteStatements.BumpHeads, bump);
        return ValueTask.CompletedTask;
    }

    private static List<(long Number, BackupItem.Collection Collection)> Heads(SqliteSession session)
    {
        var heads = new List<(long, BackupItem.Collection)>();
        using var reader = session.Query(Collections);
        while (reader.Read())
        {
            var id = new CollectionId(reader.GetString(1), reader.GetString(2), reader.GetString(3));
            heads.Add((reader.GetInt64(0), new BackupItem.Collection(id, reader.GetInt64(4))));
        }

        return heads;
    }

    private void Prepare(SqliteSession session, RestoreOptions options)
    {
        if (options.Replace)
        {
            session.Execute(Clear);
            session.Run(MoveOn, options.Bump);
        }
        else if (Heads(session).Count > 0)
        {
            throw new BackupException($"the store in {folder} is not empty");
        }
    }

    private static BackupItem.Row Row(SqliteDataReader rows, CollectionId id, long number)
    {
        var (key, revision) = (rows.GetString(0), rows.GetInt64(1));
        return new BackupItem.Row(
            key,
            revision,
            SqliteRow.Body(rows, 2, number, revision, key)
                ?? throw new BackupException(SqliteRow.Damaged(id, key, revision).Message));
    }

    private static void Add(SqliteSession session, long number, BackupItem.Row row)
    {
        var id = (number << SqliteStatements.RevisionBits) + row.Revision;
        session.Run(AddVersion, id, row.Key, row.Body.ToArray(), RowDigest.Of(id, 0, deleted: false, row.Key, row.Body.Span));
        session.Run(AddCurrent, number, row.Key, row.Revision);
    }

    private static long Add(SqliteSession session, BackupItem.Collection collection, long bump)
    {
        using var reader = session.Query(
            AddCollection, collection.Id.Cluster, collection.Id.Group, collection.Id.Resource, collection.Head + bump);
        reader.Read();
        return reader.GetInt64(0);
    }
}
