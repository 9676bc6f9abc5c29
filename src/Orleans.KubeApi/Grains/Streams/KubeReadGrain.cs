using Orleans.Concurrency;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Grains.Streams;

/// <summary>Reads from this silo's cache, behind its window from the store.</summary>
[StatelessWorker]
internal sealed class KubeReadGrain(ICollectionCaches caches, TimeProvider time) : Grain, IKubeReadGrain
{
    private const int AnsweredEvents = 500;

    // Far below the time after which the call counts as lost.
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task<KubeEventBatch> Read(StreamId stream, long? after, CancellationToken cancellationToken)
    {
        var target = KubeStreams.Parse(stream) ?? throw new ArgumentException($"{stream} is no stream of API objects", nameof(stream));
        var filter = KubeWatchGrain.Filter(target.Selector);
        var cache = await KubeWatchGrain.OpenAsync(caches, target.Resource, cancellationToken);
        if (after is not { } position)
        {
            return new KubeEventBatch([], (await FreshAsync(cache, cancellationToken)).Revision);
        }

        var begin = time.GetTimestamp();
        while (true)
        {
            var (events, to) = KubeSelection.Of(await PieceAsync(cache, position), target, filter, AnsweredEvents);
            var left = Wait - time.GetElapsedTime(begin);
            if (events.Length > 0 || left <= TimeSpan.Zero)
            {
                return new KubeEventBatch(events, to);
            }

            if (to == position)
            {
                await cache.MovedOn(position).WaitAsync(left, time, cancellationToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                cancellationToken.ThrowIfCancellationRequested();
            }

            position = to;
        }
    }

    private static async ValueTask<FeedHistory> PieceAsync(CollectionCache cache, long position) =>
        KubeSelection.Window(cache, position)
            ?? KubeSelection.Checked(await cache.HistoryAsync(position, cache.Latest.Revision), position);

    private static async ValueTask<CollectionSnapshot> FreshAsync(CollectionCache cache, CancellationToken cancellationToken)
    {
        try
        {
            return await cache.FreshAsync(cancellationToken);
        }
        catch (StatusException refused)
        {
            throw new InvalidOperationException(refused.Message);
        }
    }
}
