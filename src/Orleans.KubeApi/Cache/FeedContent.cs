using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Cache;

/// <summary>All objects of a collection at one revision, in key order.</summary>
/// <param name="Revision">The revision.</param>
/// <param name="Objects">Those that could be read.</param>
/// <param name="Unreadable">Keys of those that couldn't, each with the reason for clients; null if there are none.</param>
internal sealed record FeedContent(
    long Revision, IReadOnlyList<StoredObject> Objects, IReadOnlyDictionary<string, string>? Unreadable = null);
