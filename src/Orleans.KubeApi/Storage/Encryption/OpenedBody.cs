namespace Orleans.KubeApi.Storage.Encryption;

/// <summary>A body as it was given to the store. Stale: it would be stored in another way today, so the next write writes it
/// anew.</summary>
internal readonly record struct OpenedBody(ReadOnlyMemory<byte> Body, bool Stale);
