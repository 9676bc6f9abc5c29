using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Hosting.Sabotaging;

/// <summary>What goes wrong between the owner of a collection, or the store, and this silo's cache.</summary>
internal sealed class SabotagedFeeds(ICollectionFeeds feeds, SabotageSwitch sabotage, TimeProvider time) : ICollectionFeeds
{
    private const int DropEvery = 20;
    private const int KeepEvery = 3;
    private static readonly TimeSpan SwapWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan HoldTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LoadPause = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public ICollectionFeed Open(GroupResource collection) => new Feed(feeds.Open(collection), sabotage, time);

    private sealed class Feed(ICollectionFeed feed, SabotageSwitch sabotage, TimeProvider time) : ICollectionFeed
    {
        private IReadOnlyList<FeedEvent> _held = [];
        private int _seen;
        private int _deletions;

        public async ValueTask<FeedContent> LoadAsync(CancellationToken cancellationToken)
        {
            while (sabotage.IsOn(SabotageSwitch.SlowLoad))
            {
                await Task.Delay(LoadPause, time, cancellationToken);
            }

            var content = await feed.LoadAsync(cancellationToken);
            return sabotage.IsOn(SabotageSwitch.SkipUnreadable) ? content with { Unreadable = null } : content;
        }

        public async ValueTask<FeedBatch> PollAsync(long from, TimeSpan wait, CancellationToken cancellationToken)
        {
            if (_held.Count > 0)
            {
                await Task.Delay(HoldTime, time, cancellationToken);
                var next = await feed.PollAsync(from, TimeSpan.Zero, cancellationToken);
                (var held, _held) = (_held, []);
                return next with { Events = [.. held, .. next.Events] };
            }

            var batch = await feed.PollAsync(from, wait, cancellationToken);
            if (batch.Events.Count == 0)
            {
                return batch;
            }

            await Task.Delay(Lag(), time, cancellationToken);
            if (sabotage.IsOn(SabotageSwitch.SwapEvents))
            {
                await Task.Delay(SwapWait, time, cancellationToken);
                batch = await feed.PollAsync(from, TimeSpan.Zero, cancellationToken);
            }

            if (sabotage.IsOn(SabotageSwitch.EarlyProgress))
            {
                _held = batch.Events;
                return batch with { Events = [] };
            }

            return batch with { Events = Falsified([.. batch.Events]) };
        }

        public ValueTask<long> ReadIndexAsync(CancellationToken cancellationToken) =>
            sabotage.IsOn(SabotageSwitch.StaleRead) ? ValueTask.FromResult(0L) : feed.ReadIndexAsync(cancellationToken);

        public async ValueTask<FeedHistory> ReadEventsAsync(long from, long to, int limit, CancellationToken cancellationToken)
        {
            var history = await feed.ReadEventsAsync(from, to, limit, cancellationToken);
            return history.Expired && sabotage.IsOn(SabotageSwitch.ForgetExpiry)
                ? await feed.ReadEventsAsync(history.Floor, to, limit, cancellationToken)
                : history;
        }

        public ValueTask<bool> IsReadableAsync(string key, CancellationToken cancellationToken) =>
            feed.IsReadableAsync(key, cancellationToken);

        public async ValueTask<ListPage?> ReadExactAsync(long revision, ListQuery query, CancellationToken cancellationToken)
        {
            var page = sabotage.IsOn(SabotageSwitch.WrongExact)
                ? await feed.ReadExactAsync(revision - 1, query, cancellationToken)
                : await feed.ReadExactAsync(revision, query, cancellationToken);
            if (page is null && sabotage.IsOn(SabotageSwitch.ForgetExpiry))
            {
                var now = await feed.ReadIndexAsync(cancellationToken);
                page = await feed.ReadExactAsync(now, query, cancellationToken);
            }

            return page is null ? null : page with { Revision = revision };
        }

        private TimeSpan Lag() =>
            sabotage.IsOn(SabotageSwitch.StaleRead) ? TimeSpan.FromMilliseconds(300)
            : sabotage.IsOn(SabotageSwitch.LateFeed) ? TimeSpan.FromSeconds(6)
            : sabotage.IsOn(SabotageSwitch.LateFeed500) ? TimeSpan.FromMilliseconds(500)
            : sabotage.IsOn(SabotageSwitch.LateFeed50) ? TimeSpan.FromMilliseconds(50)
            : TimeSpan.Zero;

        private IReadOnlyList<FeedEvent> Falsified(List<FeedEvent> events)
        {
            if (sabotage.IsOn(SabotageSwitch.SwapEvents))
            {
                for (var i = 0; i + 1 < events.Count; i += 2)
                {
                    if (events[i].Object.Key != events[i + 1].Object.Key)
                    {
                        (events[i], events[i + 1]) = (events[i + 1], events[i]);
                    }
                }
            }

            if (sabotage.IsOn(SabotageSwitch.DoubleEvent))
            {
                events.Add(events[^1]);
            }

            if (sabotage.IsOn(SabotageSwitch.KeepDeleted))
            {
                return [.. events.Select(e => e.Deleted && ++_deletions % KeepEvery == 0 ? e with { Deleted = false } : e)];
            }

            return sabotage.IsOn(SabotageSwitch.DropEvent) ? [.. events.Where(_ => ++_seen % DropEvery != 0)] : events;
        }
    }
}
