using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http;

/// <summary>Single objects out of the silo's caches.</summary>
internal sealed class CachedObjects(ICollectionCaches caches) : IObjectSource
{
    /// <inheritdoc/>
    public async ValueTask<StoredObject?> FindAsync(
        GroupResource collection, string ns, string name, CancellationToken cancellationToken)
    {
        var cache = await caches.GetAsync(collection, cancellationToken);
        var key = StoredObject.KeyOf(ns, name);
        return cache.Latest.Find(key) ?? (await cache.FreshAsync(cancellationToken)).Find(key);
    }
}
