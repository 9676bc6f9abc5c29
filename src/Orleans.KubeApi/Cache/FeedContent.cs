using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Cache;

/// <summary>All objects of a collection at one revision, in key order.</summary>
internal sealed record FeedContent(long Revision, IReadOnlyList<StoredObject> Objects);
