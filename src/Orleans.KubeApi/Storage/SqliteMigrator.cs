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

        Check(session, "PRAGMA integrity_check(collection)");
        Check(session, "PRAGMA integrity_check(current_version)");
        return true;
    }

    // Damage to these two would not show in the rows that are read: a collection, or objects of it, would be missing without a word.
    // Reading them takes about a second for a million objects. (An index holds the names of collections once more; that is compared, too.)
    private static void Check(SqliteSession session, string pragma)
    {
        using var reader = session.Query(pragma);
        if (reader.Read() && reader.GetString(0) is var found and not "ok")
        {
            throw new StoreUnavailableException($"the store's file is damaged: {found}");
        }
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
