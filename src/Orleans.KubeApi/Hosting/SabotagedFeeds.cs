using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Hosting;

/// <summary>
/// A server that breaks one promise on purpose, so that tests can show that their checker would notice: <c>KUBEAPI_SABOTAGE=drop-event</c>
/// loses events between owner and cache, <c>stale-read</c> answers "most recent" reads from a cache that lags, without asking the owner.
/// <c>late-feed</c> breaks none: its caches lag by seconds, which no client may notice.
/// </summary>
internal sealed class SabotagedFeeds(ICollectionFeeds feeds, string sabotage, TimeProvider time) : ICollectionFeeds
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "KUBEAPI_SABOTAGE";

    /// <inheritdoc/>
    public ICollectionFeed Open(GroupResource collection) => new Feed(feeds.Open(collection), sabotage, time);

    private sealed class Feed(ICollectionFeed feed, string sabotage, TimeProvider time) : ICollectionFeed
    {
        private const int DropEvery = 20;
        private readonly TimeSpan _lag = sabotage switch
        {
            "stale-read" => TimeSpan.FromMilliseconds(300),
            "late-feed" => TimeSpan.FromSeconds(6),
            _ => TimeSpan.Zero,
        };

        private int _seen;

        public ValueTask<FeedContent> LoadAsync(CancellationToken cancellationToken) => feed.LoadAsync(cancellationToken);

        public async ValueTask<FeedBatch> PollAsync(long from, TimeSpan wait, CancellationToken cancellationToken)
        {
            var batch = await feed.PollAsync(from, wait, cancellationToken);
            if (batch.Events.Count > 0)
            {
                await Task.Delay(_lag, time, cancellationToken);
            }

            return sabotage == "drop-event"
                ? batch with { Events = [.. batch.Events.Where(_ => ++_seen % DropEvery != 0)] }
                : batch;
        }

        public ValueTask<long> ReadIndexAsync(CancellationToken cancellationToken) =>
            sabotage == "stale-read" ? ValueTask.FromResult(0L) : feed.ReadIndexAsync(cancellationToken);

        public ValueTask<FeedHistory> ReadEventsAsync(long from, long to, int limit, CancellationToken cancellationToken) =>
            feed.ReadEventsAsync(from, to, limit, cancellationToken);

        public ValueTask<bool> IsReadableAsync(string key, CancellationToken cancellationToken) =>
            feed.IsReadableAsync(key, cancellationToken);

        public ValueTask<ListPage?> ReadExactAsync(long revision, ListQuery query, CancellationToken cancellationToken) =>
            feed.ReadExactAsync(revision, query, cancellationToken);
    }
}
