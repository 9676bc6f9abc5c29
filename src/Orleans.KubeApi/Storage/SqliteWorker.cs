using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.Storage;

/// <summary>
/// A thread with its own connection that runs queued work in transactions: SQLite blocks, and must not block the thread pool. The writer
/// takes all waiting work into one transaction, so parallel collections share one fsync; each piece has a savepoint, so it fails alone.
/// </summary>
/// <remarks>
/// An input/output error or a damaged file ends the store for good: after a failed fsync nobody knows what the disk holds, and a retry that
/// succeeds would prove nothing. A full disk is an ordinary failure of the work at hand.
/// </remarks>
internal sealed class SqliteWorker : IAsyncDisposable
{
    /// <summary>The most pieces of work that wait; more callers wait before the queue.</summary>
    public const int QueueLimit = 10_000;

    private const int TransactionLimit = 64;
    private readonly Channel<SqliteWork> _queue;
    private readonly SqliteSession _session;
    private readonly bool _writer;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Exception? _failure;

    /// <summary>Starts the thread. Several readers may share one queue; each writer has its own.</summary>
    public SqliteWorker(string name, SqliteSession session, Channel<SqliteWork> queue, bool writer, ILogger logger)
    {
        (_session, _queue, _writer, _logger) = (session, queue, writer, logger);
        new Thread(Loop) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>A queue that makes callers wait when it is full.</summary>
    public static Channel<SqliteWork> CreateQueue() =>
        Channel.CreateBounded<SqliteWork>(new BoundedChannelOptions(QueueLimit) { FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Queues work and returns its answer. Cancellation counts only until it is queued.</summary>
    public async ValueTask<T> RunAsync<T>(SqliteTask<T> work, CancellationToken ct)
    {
        try
        {
            await _queue.Writer.WriteAsync(work, ct);
        }
        catch (ChannelClosedException e)
        {
            throw new StoreUnavailableException("the store is closed", _failure ?? e);
        }

        return await work.Answer;
    }

    /// <summary>Called once, on the worker's thread, when the store has failed for good.</summary>
    public Action<Exception>? Failed { get; set; }

    /// <summary>Finishes the queued work and ends the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _ended.Task;
    }

    private static bool IsFatal(SqliteException e) =>
        e.SqliteErrorCode is 10 /* IOERR */ or 11 /* CORRUPT */ or 14 /* CANTOPEN */ or 26 /* NOTADB */ or 21 /* MISUSE */;

    private void Loop()
    {
        var batch = new List<SqliteWork>(TransactionLimit);
        while (WaitForWork())
        {
            batch.Clear();
            while (batch.Count < (_writer ? TransactionLimit : 1) && _queue.Reader.TryRead(out var work))
            {
                batch.Add(work);
            }

            if (batch.Count > 0)
            {
                RunTransaction(batch);
            }
        }

        _session.Dispose();
        _ended.TrySetResult();
    }

    private bool WaitForWork() => _queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    private void RunTransaction(List<SqliteWork> batch)
    {
        if (_failure is not null)
        {
            batch.ForEach(w => w.Fail(new StoreUnavailableException("the store failed earlier", _failure)));
            return;
        }

        var committing = false;
        try
        {
            _session.Run(_writer ? "BEGIN IMMEDIATE" : "BEGIN");
            batch.RemoveAll(work => !RunOne(work));
            committing = true;
            _session.Run("COMMIT");
        }
        catch (SqliteException e)
        {
            Abort(batch, e, committing);
            return;
        }

        batch.ForEach(w => w.Complete());
    }

    // False: it failed alone and has its answer.
    private bool RunOne(SqliteWork work)
    {
        if (_writer)
        {
            _session.Run("SAVEPOINT work");
        }

        try
        {
            if (!work.Run(_session) && _writer)
            {
                _session.Run("ROLLBACK TO work");
            }
        }
        catch (Exception e) when (e is not SqliteException s || !IsFatal(s))
        {
            if (_writer)
            {
                _session.Run("ROLLBACK TO work");
                _session.Run("RELEASE work");
            }

            work.Fail(e);
            return false;
        }

        if (_writer)
        {
            _session.Run("RELEASE work");
        }

        return true;
    }

    private void Abort(List<SqliteWork> batch, SqliteException e, bool committing)
    {
        if (IsFatal(e))
        {
            _failure = e;
            _logger.StoreFailed(e);
            _queue.Writer.TryComplete();
            Failed?.Invoke(e);
        }
        else
        {
            TryRollback();
        }

        foreach (var work in batch)
        {
            work.Fail(IsFatal(e) && committing && _writer ? new UnknownOutcomeException("the disk failed: " + e.Message, e) : e);
        }
    }

    // After some errors (a full disk) SQLite has rolled back by itself.
    private void TryRollback()
    {
        try
        {
            _session.Run("ROLLBACK");
        }
        catch (SqliteException e)
        {
            _logger.RollbackFailed(e);
        }
    }
}
