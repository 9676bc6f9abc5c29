using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Cache;

/// <summary>
/// Keeps one cache current: load, then poll the owner for ever. Every failure is answered by the next call from the same position; only
/// when neither the owner nor the store can continue from there is the content loaded anew.
/// </summary>
internal sealed class CacheFeeder(ICollectionFeed feed, CollectionCache cache, CacheLimits limits, TimeProvider time, ILogger logger)
{
    private const int HistoryChunk = 500;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _contact;
    private long _lookedAgain;
    private long _reloads;
    private long _failures;
    private long _events;

    /// <summary>Ends when the content is there for the first time.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>Time since the owner last answered: the bound on this cache's staleness.</summary>
    public TimeSpan SinceContact => time.GetElapsedTime(LastContact);

    /// <summary>When the owner last answered, as a timestamp.</summary>
    public long LastContact => Volatile.Read(ref _contact);

    /// <summary>Times that the whole content was loaded anew.</summary>
    public long Reloads => Volatile.Read(ref _reloads);

    /// <summary>Events that came from the owner or, after a gap, from the store.</summary>
    public long Events => Volatile.Read(ref _events);

    /// <summary>Polls that failed.</summary>
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Runs until stopped.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var pause = FirstPause;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await StepAsync(stopping);
                pause = FirstPause;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failed)
            {
                Interlocked.Increment(ref _failures);

                // Once is what the move of a collection looks like.
                LogMessages.FeedFailed(logger, pause == FirstPause ? LogLevel.Debug : LogLevel.Warning, failed.Message);
                await Task.Delay(pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task StepAsync(CancellationToken stopping)
    {
        if (!_loaded.Task.IsCompleted)
        {
            cache.Reset(await feed.LoadAsync(stopping));
            Volatile.Write(ref _contact, time.GetTimestamp());
            _loaded.TrySetResult();
        }

        var position = cache.Latest.Revision;
        var batch = await feed.PollAsync(position, limits.PollWait, stopping);
        Volatile.Write(ref _contact, time.GetTimestamp());
        if (!batch.Gap && batch.From == position)
        {
            Apply(batch);
        }
        else
        {
            await CloseGapAsync(position, batch.To, stopping);
        }

        if (cache.Latest.Unreadable is { } unreadable)
        {
            await LookAgainAsync(unreadable, stopping);
        }
    }

    private void Apply(FeedBatch batch)
    {
        cache.Apply(batch);
        Volatile.Write(ref _events, _events + batch.Events.Count); // one task writes it
    }

    // A key may have been configured or a KMS be back. One object tells; all are loaded when it can be read.
    private async Task LookAgainAsync(ImmutableSortedDictionary<string, string> unreadable, CancellationToken stopping)
    {
        if (_lookedAgain != 0 && time.GetElapsedTime(_lookedAgain) < LongestPause)
        {
            return;
        }

        _lookedAgain = time.GetTimestamp();
        if (unreadable.Count == 0 || await feed.IsReadableAsync(unreadable.Keys.First(), stopping))
        {
            LogMessages.Reloading(logger, cache.Latest.Revision, cache.Latest.Revision);
            cache.Reset(await feed.LoadAsync(stopping));
        }
    }

    private async Task CloseGapAsync(long position, long to, CancellationToken stopping)
    {
        while (position < to)
        {
            var history = await ReadHistoryAsync(position, to, stopping);
            if (history is null || history.Expired || history.To <= position)
            {
                LogMessages.Reloading(logger, position, to);
                Interlocked.Increment(ref _reloads);
                cache.Reset(await feed.LoadAsync(stopping));
                return;
            }

            Apply(new FeedBatch(position, history.To, [.. history.Events.Select(e => new FeedEvent(e.Object, e.Deleted))]));
            position = history.To;
        }

        if (position > to)
        {
            // The owner is behind us: only possible after the database lost commits (restored backup). Nothing we hold can be trusted.
            LogMessages.Reloading(logger, position, to);
            Interlocked.Increment(ref _reloads);
            cache.Reset(await feed.LoadAsync(stopping));
        }
    }

    // Null: an old version can't be read. The present ones may be readable all the same.
    private async Task<FeedHistory?> ReadHistoryAsync(long position, long to, CancellationToken stopping)
    {
        try
        {
            return await feed.ReadEventsAsync(position, to, HistoryChunk, stopping);
        }
        catch (StatusException refused) when (refused.Status.Code == 500)
        {
            return null;
        }
    }
}
