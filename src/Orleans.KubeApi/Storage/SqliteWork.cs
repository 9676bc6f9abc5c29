namespace Orleans.KubeApi.Storage;

/// <summary>
/// One piece of work for a <see cref="SqliteWorker"/>'s thread; its answer is given after the transaction that it ran in is durable.
/// </summary>
internal abstract class SqliteWork
{
    /// <summary>Runs inside a transaction. False: undo what it wrote.</summary>
    public abstract bool Run(SqliteSession session);

    /// <summary>The transaction is durable: answer.</summary>
    public abstract void Complete();

    /// <summary>Answer with an error.</summary>
    public abstract void Fail(Exception exception);
}
