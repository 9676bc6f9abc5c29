using Microsoft.Data.Sqlite;

namespace Orleans.KubeApi.Storage;

/// <summary>One SQLite connection, used by one thread, with each statement prepared once.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    /// <summary>
    /// Opens the file, creating it if <paramref name="writable"/>; commits wait for the disk unless <paramref name="flush"/> is false.
    /// </summary>
    public SqliteSession(string file, bool writable, bool flush = true)
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = 5,
        };
        _connection = new SqliteConnection(settings.ToString());
        _connection.Open();

        // FULL: each commit is on the disk before it is answered. Fewer, larger checkpoints: pages that many commits changed are moved
        // once.
        Execute(writable
            ? $"PRAGMA journal_mode=WAL; PRAGMA synchronous={(flush ? "FULL" : "OFF")}; PRAGMA wal_autocheckpoint=4000; "
                + "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-16384; PRAGMA temp_store=MEMORY"
            : "PRAGMA query_only=ON; PRAGMA cache_size=-8192");
    }

    /// <summary>Runs text that is needed once (several statements are allowed).</summary>
    public void Execute(string sql)
    {
        using var command = new SqliteCommand(sql, _connection);
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a prepared statement for its effect; returns the number of changed rows.</summary>
    /// <param name="sql">A constant: statements are kept for the connection's life.</param>
    /// <param name="values">Values for $1, $2 …</param>
    public int Run(string sql, params ReadOnlySpan<object> values) => Bind(sql, values).ExecuteNonQuery();

    /// <summary>Runs a prepared query; dispose the reader before the next use of the same statement.</summary>
    public SqliteDataReader Query(string sql, params ReadOnlySpan<object> values) => Bind(sql, values).ExecuteReader();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<object> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = new SqliteCommand(sql, _connection);
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = "$" + (char)('1' + i) });
            }

            _commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command;
    }
}
