using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Cache;

/// <summary>For whoever keeps something equal to what is in the caches.</summary>
internal static class CacheChanges
{
    /// <summary>Waits for the first change after what was seen; also ends after the longest time, or when it is given up.</summary>
    public static async Task ChangedAsync(
        this ICollectionCaches caches, (GroupResource Collection, long Revision)[] seen, TimeSpan longest, TimeProvider time,
        CancellationToken stopping)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var watches = new List<IWatchSubscription>();
        try
        {
            foreach (var (collection, revision) in seen)
            {
                watches.Add((await caches.GetAsync(collection, stopping)).Watch(new WatchQuery(revision)));
            }

            var waits = watches.Select(w => w.Events.WaitToReadAsync(enough.Token).AsTask() as Task)
                .Append(Task.Delay(longest, time, enough.Token)).ToList();
            await Task.WhenAny(waits);
            await enough.CancelAsync();
            await Task.WhenAll(waits).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            watches.ForEach(w => w.Dispose());
        }
    }
}
