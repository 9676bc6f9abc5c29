using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace Orleans.KubeApi.Storage.Backup;

/// <summary>
/// The PostgreSQL store's archive. Reading holds one snapshot for its whole length, which keeps vacuum from cleaning behind it.
/// </summary>
internal sealed class PostgresArchive(NpgsqlDataSource source) : IStoreArchive
{
    private const string Exists = "SELECT to_regclass('collection') IS NOT NULL";

    private const string Collections = "SELECT number, cluster, api_group, resource, head FROM collection ORDER BY number";

    private const string Rows =
        "SELECT key, created, body FROM version WHERE collection = $1 AND superseded = 9223372036854775807 ORDER BY created";

    private const string Lock = "LOCK TABLE collection, version, silo_lease IN ACCESS EXCLUSIVE MODE";

    private const string Alive = "SELECT count(*) FROM silo_lease WHERE expires > clock_timestamp()";

    // A dead server's lease, as every dump of a running one holds, runs out; a living server's is longer then.
    private const string AwaitLeases =
        """
        SELECT pg_sleep(extract(epoch FROM max(expires) - clock_timestamp()) + 0.1) FROM silo_lease
        HAVING max(expires) BETWEEN clock_timestamp() AND clock_timestamp() + interval '15 seconds'
        """;

    private const string Filled = "SELECT count(*) FROM collection";

    private const string Clear = "TRUNCATE version";

    private const string MoveOn =
        """
        UPDATE collection SET head = head + $1, floor = head + $1, compacted = head + $1, epoch = epoch + 1, owner = NULL,
          quiet_until = to_timestamp(0)
        """;

    private const string AddCollection =
        """
        INSERT INTO collection AS c (cluster, api_group, resource, epoch, head, floor, compacted) VALUES ($1, $2, $3, 1, $4, $4, $4)
        ON CONFLICT (cluster, api_group, resource) DO UPDATE SET
          head = greatest(c.head, $4), floor = greatest(c.head, $4), compacted = greatest(c.head, $4), epoch = c.epoch + 1
        RETURNING number
        """;

    private const string AddVersions = "COPY version (collection, created, superseded, previous, key, body) FROM STDIN (FORMAT BINARY)";

    // Members and leases of servers that are no more; nobody must wait for them.
    private const string ForgetServers = "DELETE FROM silo_lease; DELETE FROM orleans_membership";

    /// <inheritdoc/>
    public async IAsyncEnumerable<BackupItem> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        if (!(bool)(await Command(connection, Exists).ExecuteScalarAsync(ct))!)
        {
            throw new BackupException("the database holds no store");
        }

        foreach (var (number, collection) in await HeadsAsync(connection, ct))
        {
            yield return collection;
            await using var command = Command(connection, Rows, new NpgsqlParameter<int> { TypedValue = number });
            await using var rows = await command.ExecuteReaderAsync(ct);
            while (await rows.ReadAsync(ct))
            {
                yield return new BackupItem.Row(rows.GetString(0), rows.GetInt64(1), rows.GetFieldValue<byte[]>(2));
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask LoadAsync(IAsyncEnumerable<BackupItem> items, RestoreOptions options, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await PrepareAsync(connection, options, ct);
        var number = 0;
        NpgsqlBinaryImporter? copy = null;
        try
        {
            await foreach (var item in items.WithCancellation(ct))
            {
                switch (item)
                {
                    case BackupItem.Collection collection:
                        await FinishAsync(copy, ct);
                        copy = null;
                        number = await AddAsync(connection, collection, options.Bump, ct);
                        break;
                    case BackupItem.Row row:
                        copy ??= await BeginAsync(connection, ct);
                        await AddAsync(copy, number, row, ct);
                        break;
                }
            }

            await FinishAsync(copy, ct);
            copy = null;
        }
        finally
        {
            // Not completed: the server forgets what was copied.
            await (copy?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        await Command(connection, ForgetServers).ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <inheritdoc/>
    public async ValueTask MoveOnAsync(long bump, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await RefuseServersAsync(connection, ct);
        await Command(connection, PostgresStatements.BumpHeads, Number(bump)).ExecuteNonQueryAsync(ct);
        await Command(connection, ForgetServers).ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static async Task<List<(int Number, BackupItem.Collection Collection)>> HeadsAsync(
        NpgsqlConnection connection, CancellationToken ct)
    {
        var heads = new List<(int, BackupItem.Collection)>();
        await using var reader = await Command(connection, Collections).ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var id = new CollectionId(reader.GetString(1), reader.GetString(2), reader.GetString(3));
            heads.Add((reader.GetInt32(0), new BackupItem.Collection(id, reader.GetInt64(4))));
        }

        return heads;
    }

    private static async Task PrepareAsync(NpgsqlConnection connection, RestoreOptions options, CancellationToken ct)
    {
        await RefuseServersAsync(connection, ct);
        if (options.Replace)
        {
            await Command(connection, Clear).ExecuteNonQueryAsync(ct);
            await Command(connection, MoveOn, Number(options.Bump)).ExecuteNonQueryAsync(ct);
        }
        else if ((long)(await Command(connection, Filled).ExecuteScalarAsync(ct))! > 0)
        {
            throw new BackupException("the store is not empty");
        }
    }

    private static async Task RefuseServersAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await Command(connection, AwaitLeases).ExecuteNonQueryAsync(ct);
        await Command(connection, Lock).ExecuteNonQueryAsync(ct);
        if ((long)(await Command(connection, Alive).ExecuteScalarAsync(ct))! > 0)
        {
            throw new BackupException("a server uses the store: stop all servers first");
        }
    }

    private static async Task<int> AddAsync(
        NpgsqlConnection connection, BackupItem.Collection collection, long bump, CancellationToken ct) =>
        (int)(await Command(
            connection, AddCollection, Text(collection.Id.Cluster), Text(collection.Id.Group), Text(collection.Id.Resource),
            Number(collection.Head + bump)).ExecuteScalarAsync(ct))!;

    private static async Task<NpgsqlBinaryImporter> BeginAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var copy = await connection.BeginBinaryImportAsync(AddVersions, ct);
        copy.Timeout = TimeSpan.FromHours(24);
        return copy;
    }

    private static async Task FinishAsync(NpgsqlBinaryImporter? copy, CancellationToken ct)
    {
        if (copy is not null)
        {
            await copy.CompleteAsync(ct);
            await copy.DisposeAsync();
        }
    }

    private static async Task AddAsync(NpgsqlBinaryImporter copy, int number, BackupItem.Row row, CancellationToken ct)
    {
        await copy.StartRowAsync(ct);
        await copy.WriteAsync(number, NpgsqlDbType.Integer, ct);
        await copy.WriteAsync(row.Revision, NpgsqlDbType.Bigint, ct);
        await copy.WriteAsync(long.MaxValue, NpgsqlDbType.Bigint, ct);
        await copy.WriteAsync(0L, NpgsqlDbType.Bigint, ct);
        await copy.WriteAsync(row.Key, NpgsqlDbType.Text, ct);
        await copy.WriteAsync(row.Body.ToArray(), NpgsqlDbType.Bytea, ct);
    }

    // Without a limit in time: a large store takes as long as it takes, and the operator can stop it.
    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    private static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value };
}
