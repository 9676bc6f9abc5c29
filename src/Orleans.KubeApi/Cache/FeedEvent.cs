using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Cache;

/// <summary>One commit of one object. A deletion carries the last state with the deletion's revision.</summary>
/// <param name="Object">The new version, or the deleted object's last state.</param>
/// <param name="Deleted">Whether this is a deletion.</param>
internal sealed record FeedEvent(StoredObject Object, bool Deleted);
