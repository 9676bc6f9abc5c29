using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Cache;

/// <summary>
/// Freshness for many readers by one question: whoever waits when a ReadIndex call starts shares its answer. A reader that comes while a
/// call is under way takes part in the next one, since the answer under way may be older than the reader.
/// </summary>
internal sealed class ReadIndexBatcher(ICollectionFeed feed, CollectionCache cache, CacheLimits limits, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly Lock _lock = new();
    private TaskCompletionSource<CollectionSnapshot>? _next;
    private bool _running;
    private long _told;
    private long _behindSince;

    /// <summary>The newest revision that the owner told of.</summary>
    public long Told => Volatile.Read(ref _told);

    /// <summary>How long the cache has been without something that the owner told of.</summary>
    public TimeSpan Behind => cache.Latest.Revision >= Told ? TimeSpan.Zero : time.GetElapsedTime(Volatile.Read(ref _behindSince));

    /// <summary>A snapshot with everything that was acknowledged before this call.</summary>
    public async ValueTask<CollectionSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        Task<CollectionSnapshot> answer;
        lock (_lock)
        {
            _next ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            answer = _next.Task;
            if (!_running)
            {
                _running = true;
                _ = Task.Run(RunAsync, CancellationToken.None);
            }
        }

        return await answer.WaitAsync(cancellationToken);
    }

    private async Task RunAsync()
    {
        while (true)
        {
            TaskCompletionSource<CollectionSnapshot> batch;
            lock (_lock)
            {
                if (_next is null)
                {
                    _running = false;
                    return;
                }

                batch = _next;
                _next = null;
            }

            long index;
            try
            {
                index = await AskAsync();
            }
            catch (Exception failed)
            {
                Refuse(batch, failed);
                continue;
            }

            Heard(index);
            _ = AnswerAsync(batch, index); // Not awaited: whoever asks next would wait for a late cache twice.
        }
    }

    private async Task AnswerAsync(TaskCompletionSource<CollectionSnapshot> batch, long index)
    {
        try
        {
            batch.SetResult(await cache.NotOlderThanAsync(index, CancellationToken.None));
        }
        catch (Exception failed)
        {
            Refuse(batch, failed);
        }
    }

    private static void Refuse(TaskCompletionSource<CollectionSnapshot> batch, Exception failed)
    {
        batch.SetException(failed);
        _ = batch.Task.Exception; // observed: a reader may have gone away
    }

    // The oldest thing that is missing counts: a cache that follows, but never gets there, falls behind all the time.
    private void Heard(long index)
    {
        if (cache.Latest.Revision >= Told)
        {
            Volatile.Write(ref _behindSince, time.GetTimestamp());
        }

        Volatile.Write(ref _told, index);
    }

    // While the collection changes its owner nobody can answer: readers wait for the new one, as they would wait for a leader election.
    private async Task<long> AskAsync()
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await feed.ReadIndexAsync(CancellationToken.None);
            }
            catch (Exception failed) when (failed is not StatusException)
            {
                if (time.GetElapsedTime(started) > limits.OwnerWait)
                {
                    throw StatusErrors.Unavailable("the resource has no owner that can be reached");
                }

                await Task.Delay(Pause, time);
            }
        }
    }
}
