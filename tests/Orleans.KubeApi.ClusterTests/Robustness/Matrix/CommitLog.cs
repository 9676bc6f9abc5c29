using System.Data.Common;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Npgsql;
using Orleans.KubeApi.ClusterTests.Robustness.Model;
using Orleans.KubeApi.ClusterTests.Robustness.Traffic;

namespace Orleans.KubeApi.ClusterTests.Robustness.Matrix;

/// <summary>
/// What was committed, told by the database itself (a trigger), so that a run can be judged although the server forgets its history.
/// </summary>
internal sealed class CommitLog(Func<DbConnection> connect, IReadOnlyList<string> install)
{
    private const string Read =
        """
        SELECT l.revision, l.previous, l.deleted, l.body FROM test_log l JOIN collection c ON c.number = l.collection
        WHERE c.resource = 'configmaps' AND c.api_group = '' ORDER BY l.revision
        """;

    public static CommitLog OfPostgres(string connection) => new(
        () => new NpgsqlConnection(connection + ";Pooling=false"),
        [
            "CREATE TABLE test_log (collection bigint, revision bigint, previous bigint, deleted bigint, body bytea)",
            """
            CREATE FUNCTION test_log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              INSERT INTO test_log VALUES (NEW.collection, NEW.created, NEW.previous, (NEW.superseded = NEW.created)::int, NEW.body);
              RETURN NULL;
            END $$
            """,
            "CREATE TRIGGER test_log AFTER INSERT ON version FOR EACH ROW EXECUTE FUNCTION test_log()",
        ]);

    public static CommitLog OfSqlite(string file) => new(
        () => new SqliteConnection($"Data Source={file};Pooling=false;Default Timeout=30"),
        [
            "CREATE TABLE test_log (collection INTEGER, revision INTEGER, previous INTEGER, deleted INTEGER, body BLOB)",
            """
            CREATE TRIGGER test_log AFTER INSERT ON version BEGIN
              INSERT INTO test_log VALUES (NEW.id >> 43, NEW.id & ((1 << 43) - 1), NEW.previous, NEW.deleted, NEW.body);
            END
            """,
        ]);

    public async Task InstallAsync(CancellationToken cancellation)
    {
        await using var connection = connect();
        await connection.OpenAsync(cancellation);
        foreach (var statement in install)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = statement;
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <summary>The traffic's commits after a revision, as a watch would tell them.</summary>
    public async Task<IReadOnlyList<WatchedEvent>> ReadAsync(long after, CancellationToken cancellation)
    {
        await using var connection = connect();
        await connection.OpenAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = Read;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<WatchedEvent> events = [];
        while (await reader.ReadAsync(cancellation))
        {
            if (reader.GetInt64(0) > after && TrafficObject.Parse(JsonNode.Parse(reader.GetFieldValue<byte[]>(3))!) is { } item)
            {
                var type = reader.GetInt64(2) != 0 ? WatchedEvent.Deleted
                    : reader.GetInt64(1) != 0 ? WatchedEvent.Modified : WatchedEvent.Added;
                events.Add(new WatchedEvent(long.MaxValue, type, reader.GetInt64(0), item.Key, item.Value));
            }
        }

        return events;
    }
}
