namespace Orleans.KubeApi.Storage;

/// <summary>One visible version: its key, the revision that wrote it, its bytes.</summary>
internal sealed record StoredRow(string Key, long Revision, ReadOnlyMemory<byte> Body);
