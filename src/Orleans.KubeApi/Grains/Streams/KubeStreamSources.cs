using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;
using Orleans.Metadata;
using Orleans.Streams;

namespace Orleans.KubeApi.Grains.Streams;

/// <summary>What the stream agents of this silo share: the caches they read, and one receiver per queue.</summary>
internal sealed class KubeStreamSources(
    ICollectionCaches caches, IGrainFactory grains, GrainBindingsResolver bindings, TimeProvider time, ILogger<KubeStreamSources> logger)
{
    private const string ExactPattern = "namespace:";
    private readonly ConcurrentDictionary<QueueId, KubeQueueReceiver> _receivers = new();
    private readonly ConcurrentDictionary<GroupResource, CollectionCache> _followed = new();

    /// <summary>Clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Log.</summary>
    public ILogger Logger => logger;

    /// <summary>The receiver of a queue; a new one after the last was shut down.</summary>
    public KubeQueueReceiver Receiver(QueueId queue) => _receivers.GetOrAdd(queue, static (q, me) => new KubeQueueReceiver(q, me), this);

    /// <summary>The queue went to another silo.</summary>
    public void Forget(QueueId queue) => _receivers.TryRemove(queue, out _);

    /// <summary>The streams that were opened.</summary>
    public IKubeInterestGrain Interest(QueueId queue) => grains.GetGrain<IKubeInterestGrain>(queue.GetNumericId());

    /// <summary>The cache of a followed resource; null until it is loaded.</summary>
    public CollectionCache? CacheOf(GroupResource resource) => _followed.GetValueOrDefault(resource);

    /// <summary>Loads the cache of a resource for cursors.</summary>
    public async ValueTask<CollectionCache> OpenAsync(GroupResource resource, CancellationToken cancellationToken)
    {
        var cache = await caches.GetAsync(resource, cancellationToken);
        _followed[resource] = cache;
        return cache;
    }

    /// <summary>The stream namespaces that grain classes of the cluster subscribe to by attribute.</summary>
    public IEnumerable<string> ImplicitNamespaces()
    {
        foreach (var grain in bindings.GetAllBindings().Bindings.Values)
        {
            foreach (var binding in grain.Bindings)
            {
                if (binding.TryGetValue(WellKnownGrainTypeProperties.BindingTypeKey, out var type)
                    && type == WellKnownGrainTypeProperties.StreamBindingTypeValue
                    && binding.TryGetValue(WellKnownGrainTypeProperties.StreamBindingPatternKey, out var pattern)
                    && pattern.StartsWith(ExactPattern, StringComparison.Ordinal))
                {
                    yield return pattern[ExactPattern.Length..];
                }
            }
        }
    }
}
