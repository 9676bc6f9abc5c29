using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Cache;

/// <summary>Readers that wait for a revision. Adding and releasing happen under the cache's lock.</summary>
internal sealed class RevisionWaiters(CacheLimits limits, TimeProvider time)
{
    private readonly PriorityQueue<TaskCompletionSource<CollectionSnapshot>, long> _waiting = new();

    /// <summary>A task that ends with the first snapshot of that revision or later.</summary>
    public Task<CollectionSnapshot> Add(long revision)
    {
        var source = new TaskCompletionSource<CollectionSnapshot>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue(source, revision);
        return source.Task;
    }

    /// <summary>Wakes everyone whose revision is reached.</summary>
    public void Release(CollectionSnapshot snapshot)
    {
        while (_waiting.TryPeek(out var source, out var revision) && revision <= snapshot.Revision)
        {
            _waiting.Dequeue();
            source.TrySetResult(snapshot);
        }
    }

    /// <summary>Waits, but not longer than the original's 3 s.</summary>
    /// <exception cref="StatusException">504 ResourceVersionTooLarge.</exception>
    public async ValueTask<CollectionSnapshot> WaitAsync(
        Task<CollectionSnapshot> waiting, long revision, CollectionCache cache, CancellationToken cancellationToken)
    {
        try
        {
            return await waiting.WaitAsync(limits.RevisionWait, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw StatusErrors.TooLargeResourceVersion(revision, cache.Latest.Revision);
        }
    }
}
