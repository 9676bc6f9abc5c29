namespace Orleans.KubeApi.Storage.Backup;

/// <summary>A piece of a backup. Each collection is followed by its rows.</summary>
internal abstract record BackupItem
{
    /// <summary>A collection begins.</summary>
    /// <param name="Id">Its name.</param>
    /// <param name="Head">Its newest revision: its rows are exactly the state at it.</param>
    internal sealed record Collection(CollectionId Id, long Head) : BackupItem;

    /// <summary>A current object of the collection, as it is stored.</summary>
    internal sealed record Row(string Key, long Revision, ReadOnlyMemory<byte> Body) : BackupItem;
}
