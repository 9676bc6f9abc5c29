using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Storage;

namespace Orleans.KubeApi.Grains;

/// <summary>Makes the feeds of this silo's caches.</summary>
internal sealed class CollectionFeeds(IGrainFactory grains, IRevisionStore store) : ICollectionFeeds
{
    /// <inheritdoc/>
    public ICollectionFeed Open(GroupResource collection) => new CollectionFeed(
        grains.GetGrain<ICollectionGrain>(KubeKeys.Collection(collection)),
        store,
        new CollectionId(KubeKeys.Cluster, collection.Group, collection.Resource));
}
