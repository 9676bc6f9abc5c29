using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Cache;

/// <summary>Makes the feed of a collection.</summary>
internal interface ICollectionFeeds
{
    /// <summary>The feed of that collection; no I/O yet.</summary>
    ICollectionFeed Open(GroupResource collection);
}
