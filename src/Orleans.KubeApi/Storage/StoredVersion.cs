namespace Orleans.KubeApi.Storage;

/// <summary>A version as it lies in the store, whether current, past or a deletion's last state; its body may be encrypted.</summary>
internal sealed record StoredVersion(long Revision, string Key, ReadOnlyMemory<byte> Body);
