namespace Orleans.KubeApi.Storage.Backup;

/// <summary>
/// Reads and loads a whole store. Bodies stay as they are stored: what is encrypted needs no key for it, and the copy needs the same one.
/// </summary>
internal interface IStoreArchive
{
    /// <summary>
    /// Everything, in one snapshot of the database: each collection at its head, and all collections at the same moment, between two
    /// commits. Runs beside servers that write, in constant memory.
    /// </summary>
    /// <exception cref="BackupException">There is no store to read.</exception>
    IAsyncEnumerable<BackupItem> ReadAsync(CancellationToken ct);

    /// <summary>
    /// Loads everything in one transaction, all or nothing, in constant memory. Afterwards every head, and every floor with it, is beyond
    /// what the backup's store and this one gave out, so that watches and lists from before end with Expired; epochs grow, so that owners
    /// from before are fenced.
    /// </summary>
    /// <exception cref="BackupException">A server uses the store, or it isn't empty.</exception>
    ValueTask LoadAsync(IAsyncEnumerable<BackupItem> items, RestoreOptions options, CancellationToken ct);

    /// <summary>
    /// After the database was restored by its own tools: heads move on and owners are fenced as after <see cref="LoadAsync"/>, servers of
    /// before are forgotten, the objects stay.
    /// </summary>
    /// <exception cref="BackupException">A server uses the store.</exception>
    ValueTask MoveOnAsync(long bump, CancellationToken ct);
}
