using Microsoft.Data.Sqlite;

namespace Orleans.KubeApi.Storage;

/// <summary>Work with a result.</summary>
/// <param name="work">Runs on the worker's thread.</param>
/// <param name="keep">Whether what led to a result is to be kept; null = always.</param>
internal sealed class SqliteTask<T>(Func<SqliteSession, T> work, Func<T, bool>? keep = null) : SqliteWork
{
    // Continuations run elsewhere: the worker's thread must not run other people's code.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    /// <summary>The answer.</summary>
    public Task<T> Answer => _completion.Task;

    /// <inheritdoc/>
    public override bool Run(SqliteSession session)
    {
        _result = work(session);
        return keep?.Invoke(_result) ?? true;
    }

    /// <inheritdoc/>
    public override void Complete() => _completion.TrySetResult(_result);

    /// <inheritdoc/>
    public override void Fail(Exception exception) =>
        _completion.TrySetException(exception is SqliteException ? new StoreUnavailableException(exception.Message, exception) : exception);
}
