namespace Orleans.KubeApi.Storage;

/// <summary>One visible version: its key, the revision that wrote it, its bytes.</summary>
/// <param name="Key">The object's key.</param>
/// <param name="Revision">The revision.</param>
/// <param name="Body">Its bytes; empty if it can't be read.</param>
/// <param name="Unreadable">Only in ranges: why the row can't be read, in the words for clients; otherwise null.</param>
internal sealed record StoredRow(string Key, long Revision, ReadOnlyMemory<byte> Body, string? Unreadable = null);
