using Microsoft.Extensions.Logging;
using Npgsql;

namespace Orleans.KubeApi.Storage;

/// <summary>
/// Applies the embedded steps under an advisory lock, all in one transaction, each with its row in <c>schema_migration</c>.
/// </summary>
internal sealed class PostgresMigrator(PostgresSession session, ILogger logger)
{
    // "kubeapi" as a number; any fixed key would do.
    private const string Lock = "SELECT pg_advisory_xact_lock(7593459)";

    private const string CreateTable =
        """
        CREATE TABLE IF NOT EXISTS schema_migration (
          number integer PRIMARY KEY, name text NOT NULL, digest text NOT NULL, applied timestamptz NOT NULL DEFAULT now())
        """;

    private const string Record = "INSERT INTO schema_migration (number, name, digest) VALUES ($1, $2, $3)";

    /// <inheritdoc cref="IRevisionStore.MigrateAsync"/>
    public ValueTask<bool> MigrateAsync(CancellationToken ct) =>
        session.RunAsync(
            async (connection, token) =>
            {
                // One transaction for all: silos that start together wait for the first one here, then find nothing to do.
                await using var transaction = await connection.BeginTransactionAsync(token);
                await ExecuteAsync(connection, Lock, token);
                await ExecuteAsync(connection, CreateTable, token);
                var missing = MigrationScript.Missing(await AppliedAsync(connection, token), MigrationScript.Load("Postgres"));
                foreach (var script in missing)
                {
                    await ExecuteAsync(connection, script.Sql, token);
                    await ExecuteAsync(connection, Record, token, script.Number, script.Name, script.Digest);
                    logger.MigrationApplied(script.Number, script.Name);
                }

                await transaction.CommitAsync(token);
                return true;
            },
            ct);

    private static async Task<Dictionary<int, string>> AppliedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var applied = new Dictionary<int, string>();
        await using var command = new NpgsqlCommand("SELECT number, digest FROM schema_migration", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            applied.Add(reader.GetInt32(0), reader.GetString(1));
        }

        return applied;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params object[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 60 };
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await command.ExecuteNonQueryAsync(ct);
    }
}
