namespace Orleans.KubeApi.Storage.Backup;

/// <summary>What a backup holds.</summary>
internal readonly record struct BackupTotals(long Collections, long Rows, long BodyBytes)
{
    /// <summary>With one more item.</summary>
    public BackupTotals With(BackupItem item) => item is BackupItem.Row row
        ? this with { Rows = Rows + 1, BodyBytes = BodyBytes + row.Body.Length }
        : this with { Collections = Collections + 1 };
}
