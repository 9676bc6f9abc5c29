using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Cache;

/// <summary>All caches of this silo. Each is made at first use and then kept current until the silo stops.</summary>
internal sealed class CollectionCaches(
    ICollectionFeeds feeds, IServingGate gate, CacheLimits limits, TimeProvider time, ILogger<CollectionCaches> logger)
    : ICollectionCaches, IAsyncDisposable
{
    private readonly ConcurrentDictionary<GroupResource, Lazy<CollectionCache>> _caches = new();
    private readonly ConcurrentBag<Task> _running = [];
    private readonly CancellationTokenSource _stopping = new();

    /// <inheritdoc/>
    public ValueTask<CollectionCache> GetAsync(GroupResource collection, CancellationToken cancellationToken)
    {
        if (!gate.MayServe)
        {
            throw StatusErrors.Unavailable("this server is not ready");
        }

        if (!_caches.TryGetValue(collection, out var lazy))
        {
            lazy = _caches.GetOrAdd(collection, c => new Lazy<CollectionCache>(() => Start(c)));
        }

        var cache = lazy.Value;
        if (!cache.Feeder.Loaded.IsCompletedSuccessfully)
        {
            return WaitAsync(cache, cancellationToken);
        }

        if (cache.Feeder.SinceContact > limits.Staleness)
        {
            throw StatusErrors.Unavailable("this server has lost contact with the resource's owner");
        }

        return ValueTask.FromResult(cache);
    }

    /// <inheritdoc/>
    public CollectionCache? Loaded(GroupResource collection) =>
        _caches.TryGetValue(collection, out var lazy) && lazy is { IsValueCreated: true, Value: var cache }
            && cache.Feeder.Loaded.IsCompletedSuccessfully ? cache : null;

    /// <summary>All caches that are loaded.</summary>
    public IEnumerable<KeyValuePair<GroupResource, CollectionCache>> All()
    {
        foreach (var collection in _caches.Keys)
        {
            if (Loaded(collection) is { } cache)
            {
                yield return new(collection, cache);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync();
        await Task.WhenAll(_running);
    }

    private CollectionCache Start(GroupResource collection)
    {
        var cache = new CollectionCache(feeds.Open(collection), limits, time, logger);
        _running.Add(Task.Run(() => cache.Feeder.RunAsync(_stopping.Token), CancellationToken.None));
        return cache;
    }

    private async ValueTask<CollectionCache> WaitAsync(CollectionCache cache, CancellationToken cancellationToken)
    {
        try
        {
            await cache.Feeder.Loaded.WaitAsync(limits.LoadWait, time, cancellationToken);
            return cache;
        }
        catch (TimeoutException)
        {
            throw StatusErrors.TooManyRequests("storage is (re)initializing", retryAfterSeconds: 1);
        }
    }
}
