using System.Net.Sockets;
using Npgsql;

namespace Orleans.KubeApi.Storage;

/// <summary>
/// Remembers PostgreSQL's timeline, which grows by one with every promotion of a standby: a former primary that comes back and still
/// takes itself for the primary is refused, so that nothing is acknowledged there and then lost. The memory is this process's, and begins
/// with what all hosts of the connection string say: a silo that starts when only the former primary can be reached can't know better.
/// </summary>
internal sealed class PrimaryTimeline
{
    private const int SurveySeconds = 2;
    private readonly Lazy<Task> _survey;
    private readonly Lock _lock = new();
    private long _system;
    private int _timeline;

    public PrimaryTimeline(NpgsqlConnectionStringBuilder settings) => _survey = new(() => SurveyAsync(settings));

    /// <summary>
    /// Throws <see cref="StoreUnavailableException"/> for a primary whose timeline is older than one that was seen. Servers that don't
    /// tell it (not all hosted ones do) aren't judged.
    /// </summary>
    public async Task CheckAsync(NpgsqlConnection connection)
    {
        await _survey.Value;
        try
        {
            await ReadAsync(connection);
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

    private async Task ReadAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(PostgresStatements.Timeline, connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        Observe(reader.GetInt64(0), reader.GetInt32(1));
    }

    // Before the first connection is used; one host has nobody to be compared with.
    private async Task SurveyAsync(NpgsqlConnectionStringBuilder settings)
    {
        string[] hosts = settings.Host?.Split(',') ?? [];
        foreach (var host in hosts.Length > 1 ? hosts : [])
        {
            var alone = new NpgsqlConnectionStringBuilder(settings.ToString()) { Host = host, Pooling = false, Timeout = SurveySeconds };
            try
            {
                await using var connection = new NpgsqlConnection(alone.ToString());
                await connection.OpenAsync();
                await ReadAsync(connection);
            }
            catch (Exception e) when (e is NpgsqlException or StoreUnavailableException
                or SocketException or TimeoutException or NotSupportedException)
            {
                // Down, a standby, or older than another: connections to it are judged when they are opened.
            }
        }
    }
}
