using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Cache;

/// <summary>The silo's caches, one per collection that is read here; created at first use.</summary>
internal interface ICollectionCaches
{
    /// <summary>The collection's cache, once it is loaded.</summary>
    /// <exception cref="StatusException">429 when the cache cannot be loaded in time; 503 when this silo may not serve.</exception>
    ValueTask<CollectionCache> GetAsync(GroupResource collection, CancellationToken cancellationToken);

    /// <summary>The collection's cache if it is there and loaded; never loads one, and says nothing about its freshness.</summary>
    CollectionCache? Loaded(GroupResource collection);
}
