namespace Orleans.KubeApi.Storage;

/// <summary>
/// One change in the history. <paramref name="PreviousBody"/> is the state before it, null for a creation: selectors need both sides.
/// Of a deletion, <paramref name="Body"/> is the last state with the deletion's revision.
/// <paramref name="PreviousRevision"/> is the version it replaced, 0 if none.
/// </summary>
internal sealed record StoredEvent(
    long Revision, string Key, bool Deleted, ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte>? PreviousBody, long PreviousRevision);
