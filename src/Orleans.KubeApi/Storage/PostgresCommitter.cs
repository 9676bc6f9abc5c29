using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Orleans.KubeApi.Storage;

/// <summary>Writes batches to PostgreSQL and finds out what became of them when the connection was lost (I5).</summary>
/// <remarks>
/// 1. One call of <c>commit_batch</c>, its own transaction, one round trip. A refused epoch or head changes nothing; a wrong previous
/// version raises an error, which rolls all back. 2. An error of the statement means rolled back; it is repeated, a few times, only
/// if the database asks for that (a serialization failure, a deadlock). The end of the session means unknown.
/// 3. Unknown: end the epoch if the head is still the expected one. That waits for the session in flight (it holds the row), and a
/// straggler that the server has not even read yet is fenced by it; so "not committed" stays true. 4. Otherwise compare the stored rows
/// with ours.
/// </remarks>
internal sealed class PostgresCommitter(PostgresSession session, TimeProvider time, ILogger logger)
{
    private const int LookupAttempts = 6;
    private static readonly TimeSpan FirstLookupPause = TimeSpan.FromMilliseconds(100);

    /// <summary>For tests: called after the commit was sent, before its answer is awaited.</summary>
    internal Action<NpgsqlConnection>? AfterSend { get; set; }

    /// <inheritdoc cref="IRevisionStore.CommitAsync"/>
    public async ValueTask<CommitOutcome> CommitAsync(OpenedCollection collection, CommitBatch batch, CancellationToken ct)
    {
        batch.Validate();
        for (var attempt = 1; ; attempt++)
        {
            if (await TryCommitAsync(collection, batch, attempt == PostgresSession.Attempts, ct) is { } outcome)
            {
                return outcome;
            }
        }
    }

    /// <summary>Null: the database rolled all back in favour of another transaction, and it isn't the last attempt.</summary>
    private async ValueTask<CommitOutcome?> TryCommitAsync(
        OpenedCollection collection, CommitBatch batch, bool last, CancellationToken ct)
    {
        var connection = await session.OpenAsync(ct);
        try
        {
            await using (connection)
            {
                return await SendAsync(connection, collection, batch);
            }
        }
        catch (PostgresException e) when (IsConflict(e))
        {
            logger.CommitConflict(collection.Id, batch.ExpectedHead, e.MessageText);
            return CommitOutcome.Conflict;
        }
        catch (Exception e) when (PostgresSession.IsConnectionLoss(e))
        {
            logger.OutcomeLookup(e, collection.Id, batch.ExpectedHead);
            return await LookUpAsync(collection, batch, e);
        }
        catch (PostgresException e) when (PostgresSession.IsRolledBack(e) && !last)
        {
            return null;
        }
        catch (PostgresException e)
        {
            throw new StoreUnavailableException("the database refused the commit: " + e.MessageText, e);
        }
    }

    private static bool IsConflict(PostgresException e) =>
        e.SqlState == "KA001" || (e.SqlState == PostgresErrorCodes.UniqueViolation && e.ConstraintName == "version_current");

    private async Task<CommitOutcome> SendAsync(NpgsqlConnection connection, OpenedCollection collection, CommitBatch batch)
    {
        await using var command = new NpgsqlCommand(PostgresStatements.Commit, connection);
        AddParameters(command.Parameters, collection, batch);

        // Not cancelled by the caller: once it is sent, its outcome must be known. The command's timeout bounds it.
        var answer = command.ExecuteScalarAsync(CancellationToken.None);
        AfterSend?.Invoke(connection);
        if (await answer is true)
        {
            return CommitOutcome.Committed;
        }

        logger.CommitFenced(collection.Id, collection.Epoch, batch.ExpectedHead);
        return CommitOutcome.Fenced;
    }

    private static void AddParameters(NpgsqlParameterCollection parameters, OpenedCollection collection, CommitBatch batch)
    {
        var count = batch.Rows.Count;
        var (keys, previous, superseded, bodies) = (new string[count], new long[count], new long[count], new byte[count][]);
        var replaced = 0;
        for (var i = 0; i < count; i++)
        {
            var row = batch.Rows[i];
            (keys[i], previous[i], bodies[i]) = (row.Key, row.PreviousRevision, Bytes(row.Body));
            superseded[i] = row.Deleted ? row.Revision : long.MaxValue;
            if (row.PreviousInBatch)
            {
                superseded[row.PreviousRevision - batch.ExpectedHead - 1] = row.Revision;
            }
            else if (row.PreviousRevision != 0)
            {
                replaced++;
            }
        }

        parameters.Add(new NpgsqlParameter<int> { TypedValue = (int)collection.Number });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = collection.Epoch });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = batch.ExpectedHead });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = batch.NewHead });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = replaced });
        parameters.Add(new NpgsqlParameter<string[]> { TypedValue = keys, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        parameters.Add(new NpgsqlParameter<long[]> { TypedValue = previous, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        parameters.Add(new NpgsqlParameter<long[]> { TypedValue = superseded, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = bodies, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
    }

    private static byte[] Bytes(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : body.ToArray();

    private async ValueTask<CommitOutcome> LookUpAsync(OpenedCollection collection, CommitBatch batch, Exception cause)
    {
        var pause = FirstLookupPause;
        for (var attempt = 1; attempt <= LookupAttempts; attempt++)
        {
            try
            {
                session.ForgetConnections();
                await using var connection = await session.OpenAsync(CancellationToken.None);
                if (await ResolveAsync(connection, collection, batch) is { } outcome)
                {
                    logger.OutcomeResolved(collection.Id, batch.ExpectedHead, outcome);
                    return outcome;
                }

                break;
            }
            catch (Exception e) when (e is StoreUnavailableException || PostgresSession.IsDatabaseError(e))
            {
                logger.OutcomeLookupFailed(e, collection.Id, attempt);
            }

            await Task.Delay(pause, time, CancellationToken.None);
            pause *= 2;
        }

        throw new UnknownOutcomeException($"the commit to {collection.Id} after {batch.ExpectedHead} may or may not have happened", cause);
    }

    private static async Task<CommitOutcome?> ResolveAsync(NpgsqlConnection connection, OpenedCollection collection, CommitBatch batch)
    {
        var number = new NpgsqlParameter<int> { TypedValue = (int)collection.Number };
        await using (var fence = PostgresSession.Command(
            connection,
            PostgresStatements.FenceUndecided,
            number,
            new NpgsqlParameter<long> { TypedValue = collection.Epoch },
            new NpgsqlParameter<long> { TypedValue = batch.ExpectedHead }))
        {
            if (await fence.ExecuteNonQueryAsync() == 1)
            {
                return CommitOutcome.Fenced;
            }
        }

        var (head, floor) = await PositionAsync(connection, number);
        if (head < batch.NewHead)
        {
            return CommitOutcome.Fenced;
        }

        // Somebody went on from here: either from our commit, or instead of it. Equal rows are our commit.
        if (await HasRowsAsync(connection, number, batch))
        {
            return CommitOutcome.Committed;
        }

        return floor > batch.ExpectedHead ? null : CommitOutcome.Fenced;
    }

    private static async Task<(long Head, long Floor)> PositionAsync(NpgsqlConnection connection, NpgsqlParameter number)
    {
        await using var command = PostgresSession.Command(connection, PostgresStatements.Position, number);
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? (reader.GetInt64(1), reader.GetInt64(2)) : (0, 0);
    }

    private static async Task<bool> HasRowsAsync(NpgsqlConnection connection, NpgsqlParameter number, CommitBatch batch)
    {
        await using var command = PostgresSession.Command(
            connection,
            PostgresStatements.RowsBetween,
            number,
            new NpgsqlParameter<long> { TypedValue = batch.ExpectedHead },
            new NpgsqlParameter<long> { TypedValue = batch.NewHead });
        await using var reader = await command.ExecuteReaderAsync();
        foreach (var row in batch.Rows)
        {
            if (!await reader.ReadAsync()
                || reader.GetInt64(0) != row.Revision
                || reader.GetInt64(1) != row.PreviousRevision
                || !string.Equals(reader.GetString(2), row.Key, StringComparison.Ordinal)
                || !reader.GetFieldValue<byte[]>(3).AsSpan().SequenceEqual(row.Body.Span))
            {
                return false;
            }
        }

        return true;
    }
}
