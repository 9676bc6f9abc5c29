using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.Storage;

/// <summary>Applies the embedded steps inside the writer's transaction; the lock of the data folder keeps others away.</summary>
internal static class SqliteMigrator
{
    private const string CreateTable =
        "CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL)";

    private const string Record = "INSERT INTO schema_migration (number, name, digest) VALUES ($1, $2, $3)";

    /// <inheritdoc cref="IRevisionStore.MigrateAsync"/>
    public static bool Run(SqliteSession session, ILogger logger)
    {
        session.Execute(CreateTable);
        foreach (var script in MigrationScript.Missing(Applied(session), MigrationScript.Load("Sqlite")))
        {
            session.Execute(script.Sql);
            session.Run(Record, script.Number, script.Name, script.Digest);
            logger.MigrationApplied(script.Number, script.Name);
        }

        return true;
    }

    private static Dictionary<int, string> Applied(SqliteSession session)
    {
        var applied = new Dictionary<int, string>();
        using var reader = session.Query("SELECT number, digest FROM schema_migration");
        while (reader.Read())
        {
            applied.Add(reader.GetInt32(0), reader.GetString(1));
        }

        return applied;
    }
}
