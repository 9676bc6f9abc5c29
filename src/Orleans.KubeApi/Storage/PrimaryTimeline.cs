using Npgsql;

namespace Orleans.KubeApi.Storage;

/// <summary>
/// Remembers PostgreSQL's timeline, which grows by one with every promotion of a standby: a former primary that comes back and still
/// takes itself for the primary is refused, so that nothing is acknowledged there and then lost. The memory is this process's, and begins
/// with what all hosts of the connection string say: a silo that starts when only the former primary can be reached can't know better.
/// </summary>
internal sealed class PrimaryTimeline(NpgsqlConnectionStringBuilder settings)
{
    private const int SurveySeconds = 2;
    private readonly Lock _lock = new();
    private long _system;
    private int _timeline;
    private bool _isSurveyed;

    /// <summary>
    /// Throws <see cref="StoreUnavailableException"/> for a primary whose timeline is older than one that was seen. Servers that don't
    /// tell it (not all hosted ones do) aren't judged.
    /// </summary>
    public void Check(NpgsqlConnection connection)
    {
        Survey();
        try
        {
            using var command = new NpgsqlCommand(PostgresStatements.Timeline, connection);
            using var reader = command.ExecuteReader();
            reader.Read();
            Observe(reader.GetInt64(0), reader.GetInt32(1));
        }
        catch (PostgresException)
        {
            // Not supported there.
        }
    }

    /// <inheritdoc cref="Check"/>
    public async Task CheckAsync(NpgsqlConnection connection)
    {
        await Task.Run(Survey);
        try
        {
            await using var command = new NpgsqlCommand(PostgresStatements.Timeline, connection);
            await using var reader = await command.ExecuteReaderAsync();
            await reader.ReadAsync();
            Observe(reader.GetInt64(0), reader.GetInt32(1));
        }
        catch (PostgresException)
        {
            // Not supported there.
        }
    }

    /// <summary>Takes note of what a primary says; another system identifier is another database, with timelines of its own.</summary>
    public void Observe(long system, int timeline)
    {
        lock (_lock)
        {
            if (system == _system && timeline < _timeline)
            {
                throw new StoreUnavailableException(
                    $"the database server is a former primary: its timeline is {timeline}, another server was promoted to {_timeline}");
            }

            (_system, _timeline) = (system, timeline);
        }
    }

    // Once, before the first connection is used; others wait for it.
    private void Survey()
    {
        lock (_lock)
        {
            if (_isSurveyed)
            {
                return;
            }

            _isSurveyed = true;
            string[] hosts = settings.Host?.Split(',') ?? [];
            foreach (var host in hosts.Length > 1 ? hosts : [])
            {
                SurveyHost(host);
            }
        }
    }

    private void SurveyHost(string host)
    {
        var alone = new NpgsqlConnectionStringBuilder(settings.ToString()) { Host = host, Pooling = false, Timeout = SurveySeconds };
        try
        {
            using var connection = new NpgsqlConnection(alone.ToString());
            connection.Open();
            using var command = new NpgsqlCommand(PostgresStatements.Timeline, connection);
            using var reader = command.ExecuteReader();
            reader.Read();
            Observe(reader.GetInt64(0), reader.GetInt32(1));
        }
        catch (Exception e) when (e is NpgsqlException or StoreUnavailableException)
        {
            // Down, a standby, or older than another: connections to it are judged when they are opened.
        }
    }
}
