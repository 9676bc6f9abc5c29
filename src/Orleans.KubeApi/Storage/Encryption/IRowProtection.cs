namespace Orleans.KubeApi.Storage.Encryption;

/// <summary>What writers must know about the encryption of their rows.</summary>
internal interface IRowProtection
{
    /// <summary>Whether the collection is one that the configuration names. Cheap.</summary>
    bool Covers(CollectionId id);

    /// <summary>
    /// Whether an object's current row would be stored in another way today, so that even a write that changes nothing must write it. Reads
    /// the row.
    /// </summary>
    ValueTask<bool> IsStaleAsync(CollectionId id, string key, CancellationToken cancellationToken);
}
