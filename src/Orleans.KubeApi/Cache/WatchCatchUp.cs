using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Cache;

/// <summary>
/// Brings a watcher from an old position to the present: from the store while it is older than the window, then from the window, then live.
/// </summary>
internal sealed class WatchCatchUp(CollectionCache cache, ICollectionFeed feed, WatchSubscription watcher)
{
    private const int Chunk = 200;

    /// <summary>Runs until the watcher is live or ended; never throws.</summary>
    public async Task RunAsync()
    {
        await Task.Yield();
        try
        {
            var position = watcher.Query.FromRevision;
            while (!cache.TryGoLive(watcher, position))
            {
                watcher.Ended.ThrowIfCancellationRequested();
                position = await StepAsync(position);
                watcher.Reached(position);
            }
        }
        catch (OperationCanceledException)
        {
            watcher.Close();
        }
        catch (StatusException refused)
        {
            watcher.Close(refused);
        }
        catch (Exception)
        {
            // The store is away: end the watch cleanly, the client resumes from its own position.
            watcher.Close();
        }
    }

    private async ValueTask<long> StepAsync(long position)
    {
        if (cache.WindowAfter(position, Chunk) is { } piece)
        {
            await watcher.OfferPastAsync(piece);
            return piece.Count == 0 ? position : piece[^1].Revision;
        }

        var history = await feed.ReadEventsAsync(position, cache.Latest.Revision, Chunk, watcher.Ended);
        if (history.Expired)
        {
            throw StatusErrors.Expired($"too old resource version: {position} ({history.Floor})");
        }

        await watcher.OfferPastAsync(history.Events);
        return history.To;
    }
}
