namespace Orleans.KubeApi.Storage;

/// <summary>Another form of the same version's body; only written if the stored one is still the old form.</summary>
internal sealed record BodyChange(long Revision, ReadOnlyMemory<byte> Old, ReadOnlyMemory<byte> New);
