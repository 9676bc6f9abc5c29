using System.Net.Sockets;
using Npgsql;

namespace Orleans.KubeApi.Storage;

/// <summary>
/// Runs work that may be repeated safely (reads, and writes that come to the same when done twice) and turns errors into the contract's.
/// </summary>
internal sealed class PostgresSession(NpgsqlDataSource source)
{
    // After a restart of the server every pooled connection is broken once; a fresh one is drawn when the pool was cleared.
    // As often is repeated what the database rolled back in favour of another transaction.
    public const int Attempts = 3;

    /// <summary>Opens a connection; nothing was sent if this fails.</summary>
    public async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        try
        {
            return await source.OpenConnectionAsync(ct);
        }
        catch (Exception e) when (IsDatabaseError(e))
        {
            throw new StoreUnavailableException("cannot connect to the database: " + e.Message, e);
        }
    }

    /// <summary>Forgets pooled connections: when one is found dead, its siblings mostly are too.</summary>
    public void ForgetConnections() => source.Clear();

    /// <summary>
    /// Runs <paramref name="work"/>, again on a fresh connection if one was lost, and again if the database asks for it.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database refused, or stayed away.</exception>
    public async ValueTask<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var connection = await OpenAsync(ct);
            try
            {
                return await work(connection, ct);
            }
            catch (Exception e) when (IsConnectionLoss(e) && attempt < Attempts && !ct.IsCancellationRequested)
            {
                ForgetConnections();
            }
            catch (Exception e) when (IsRolledBack(e) && attempt < Attempts && !ct.IsCancellationRequested)
            {
                // Whoever was in the way is done by now: the database tells one of two only.
            }
            catch (Exception e) when (IsDatabaseError(e))
            {
                throw new StoreUnavailableException("the database failed: " + e.Message, e);
            }
        }
    }

    /// <summary>Runs one statement for its effect.</summary>
    public ValueTask<int> ExecuteAsync(string sql, CancellationToken ct, params NpgsqlParameter[] parameters) =>
        RunAsync(
            async (connection, token) =>
            {
                await using var command = Command(connection, sql, parameters);
                return await command.ExecuteNonQueryAsync(token);
            },
            ct);

    /// <summary>A command with positional parameters (copies, so that a repeated attempt can add them again).</summary>
    public static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter.Collection is null ? parameter : parameter.Clone());
        }

        return command;
    }

    /// <summary>
    /// The session ended, or may have: what it was doing has an unknown outcome. A pooler between us and the server says so in class 08,
    /// with any severity, and goes on talking.
    /// </summary>
    public static bool IsConnectionLoss(Exception e) =>
        e is PostgresException p
            ? p.InvariantSeverity is "FATAL" or "PANIC" || p.SqlState.StartsWith("08", StringComparison.Ordinal)
                || p.SqlState is PostgresErrorCodes.StatementCompletionUnknown
            : e is NpgsqlException or IOException or SocketException or ObjectDisposedException;

    /// <summary>The database rolled all back because of another transaction and asks to repeat it: nothing was done.</summary>
    public static bool IsRolledBack(Exception e) =>
        e is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    /// <summary>Anything that comes from the database or the way there.</summary>
    public static bool IsDatabaseError(Exception e) => e is NpgsqlException or IOException or SocketException or ObjectDisposedException;
}
