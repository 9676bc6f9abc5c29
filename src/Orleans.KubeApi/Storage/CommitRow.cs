namespace Orleans.KubeApi.Storage;

/// <summary>One new version of one object.</summary>
/// <param name="Key">"namespace/name", or "name" where the type has no namespaces. Compared and ordered by its UTF-8 bytes.</param>
/// <param name="Revision">The revision this version gets.</param>
/// <param name="PreviousRevision">The version it replaces; 0 = the object must not exist (never, or deleted).</param>
/// <param name="PreviousInBatch">The replaced version is an earlier row of the same batch.</param>
/// <param name="Deleted">A tombstone: the object is gone from this revision on; the body is its last state, carrying the deletion's
/// revision.</param>
/// <param name="Body">Canonical UTF-8 JSON; the store keeps the bytes as they are.</param>
internal sealed record CommitRow(
    string Key, long Revision, long PreviousRevision, bool PreviousInBatch, bool Deleted, ReadOnlyMemory<byte> Body);
