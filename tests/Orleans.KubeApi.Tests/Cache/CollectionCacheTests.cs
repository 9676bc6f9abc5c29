using Microsoft.Extensions.Logging.Abstractions;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Cache;

public sealed class CollectionCacheTests : IAsyncDisposable
{
    private static readonly TimeSpan _ownerPause = TimeSpan.FromMilliseconds(100);
    private readonly FakeFeed _feed = new();
    private readonly PausedTime _time = new();
    private readonly CancellationTokenSource _stop = new();
    private CollectionCache _cache = null!;
    private Task _running = Task.CompletedTask;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    [Fact]
    public async Task Fresh_AfterCommit_ContainsIt()
    {
        await StartAsync();
        _feed.Commit("ns/a");
        var snapshot = await _cache.FreshAsync(Token);
        Assert.Equal(2, snapshot.Revision);
        Assert.NotNull(snapshot.Find("ns/a"));
    }

    [Fact]
    public async Task Fresh_ManyReadersAtOnce_ShareTheQuestion()
    {
        await StartAsync();
        _feed.HoldReadIndex = new();
        var readers = Enumerable.Range(0, 100).Select(_ => _cache.FreshAsync(Token).AsTask()).ToList();
        _feed.HoldReadIndex.SetResult();
        await Task.WhenAll(readers);
        Assert.InRange(_feed.ReadIndexCalls, 1, 3);
    }

    [Fact]
    public async Task Fresh_ReaderDuringACall_GetsTheNextAnswer()
    {
        await StartAsync();
        var hold = _feed.HoldReadIndex = new();
        var first = _cache.FreshAsync(Token).AsTask();
        while (_feed.ReadIndexCalls == 0)
        {
            await Task.Yield();
        }

        // The call under way may answer from before this commit: the second reader must not take its answer.
        _feed.Commit("ns/a");
        var second = _cache.FreshAsync(Token).AsTask();
        hold.SetResult();
        await first;
        Assert.NotNull((await second).Find("ns/a"));
        Assert.Equal(2, _feed.ReadIndexCalls);
    }

    [Fact]
    public async Task Fresh_WhileOthersWaitForALateCache_AsksAtOnceAndWaitsNoLonger()
    {
        _cache = new CollectionCache(_feed, new CacheLimits(), _time, NullLogger.Instance); // nobody feeds it
        _cache.Reset(await _feed.LoadAsync(Token));
        _feed.Commit("ns/a");
        var waits = _time.NextPauseAsync(TimeSpan.FromSeconds(3));
        var first = _cache.FreshAsync(Token).AsTask();
        await waits;

        waits = _time.NextPauseAsync(TimeSpan.FromSeconds(3));
        var second = _cache.FreshAsync(Token).AsTask();
        await waits.WaitAsync(TimeSpan.FromSeconds(10), Token);

        _time.Advance(TimeSpan.FromSeconds(3));
        await Assert.ThrowsAsync<StatusException>(() => first);
        await Assert.ThrowsAsync<StatusException>(() => second);
    }

    [Fact]
    public async Task Fresh_WithoutAnOwner_WaitsForOneAndThenSaysUnavailable()
    {
        await StartAsync();
        _feed.OwnerGone = true;
        var pause = _time.NextPauseAsync(_ownerPause);
        var reading = _cache.FreshAsync(Token).AsTask();
        await pause;
        _feed.Commit("ns/a");
        _feed.OwnerGone = false;
        _time.Advance(_ownerPause);
        Assert.NotNull((await reading).Find("ns/a"));

        _feed.OwnerGone = true;
        pause = _time.NextPauseAsync(_ownerPause);
        var refused = _cache.FreshAsync(Token).AsTask();
        while (await Task.WhenAny(pause, refused) != refused)
        {
            pause = _time.NextPauseAsync(_ownerPause);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(503, (await Assert.ThrowsAsync<StatusException>(() => refused)).Status.Code);
    }

    [Fact]
    public async Task NotOlderThan_RevisionAhead_RefusesAfterThreeSeconds()
    {
        await StartAsync();
        var reading = _cache.NotOlderThanAsync(99, Token).AsTask();
        _time.Advance(TimeSpan.FromSeconds(3.1));
        var refused = await Assert.ThrowsAsync<StatusException>(() => reading);
        Assert.Equal(504, refused.Status.Code);
        Assert.Equal("Timeout: Too large resource version: 99, current: 1", refused.Status.Message);
    }

    [Fact]
    public async Task Watch_FromNow_GivesAddedModifiedDeletedOnce()
    {
        await StartAsync();
        using var watch = _cache.Watch(new WatchQuery(_cache.Latest.Revision));
        _feed.Commit("ns/a");
        _feed.Commit("ns/a");
        _feed.Commit("ns/a", deleted: true);
        var events = await ReadAsync(watch, 3);
        Assert.Equal([WatchEventType.Added, WatchEventType.Modified, WatchEventType.Deleted], events.Select(e => e.Type));
        Assert.Equal([2L, 3, 4], events.Select(e => e.Revision));
    }

    [Fact]
    public async Task Watch_SelectorBorders_AreAddedAndDeletedWithOldContent()
    {
        await StartAsync();
        using var watch = _cache.Watch(new WatchQuery(1, Filter: o => o.Labels["l"] == "in"));
        _feed.Commit("ns/a", "out");
        _feed.Commit("ns/a", "in");
        _feed.Commit("ns/a", "out");
        _feed.Commit("ns/b", "in");
        var events = await ReadAsync(watch, 3);
        Assert.Equal([WatchEventType.Added, WatchEventType.Deleted, WatchEventType.Added], events.Select(e => e.Type));
        Assert.Equal("in", events[1].Object.Labels["l"]);
        Assert.Equal(4, events[1].Revision);
        Assert.True(events[1].Object.Bytes.Span.IndexOf("\"resourceVersion\":\"4\""u8) > 0);
    }

    [Fact]
    public async Task Watch_FromOldRevision_ReadsTheStoreThenGoesLive()
    {
        for (var i = 0; i < 700; i++)
        {
            _feed.Commit($"ns/{i % 7}");
        }

        await StartAsync();
        using var watch = _cache.Watch(new WatchQuery(1));
        var past = await ReadAsync(watch, 700);
        _feed.Commit("ns/x");
        var live = await ReadAsync(watch, 1);
        Assert.Equal(Enumerable.Range(2, 701).Select(i => (long)i), past.Concat(live).Select(e => e.Revision));
    }

    [Fact]
    public async Task Watch_BeforeTheFloor_EndsExpired()
    {
        _feed.Commit("ns/a");
        _feed.Commit("ns/a");
        _feed.Floor = 3;
        await StartAsync();
        using var watch = _cache.Watch(new WatchQuery(1));
        var refused = await Assert.ThrowsAsync<StatusException>(() => ReadAsync(watch, 1));
        Assert.Equal(410, refused.Status.Code);
        Assert.Equal("too old resource version: 1 (3)", refused.Status.Message);
    }

    [Fact]
    public async Task Watch_SlowReader_IsClosedAndOthersGoOn()
    {
        await StartAsync(new CacheLimits { ChannelEvents = 10 });
        using var slow = _cache.Watch(new WatchQuery(1));
        using var quick = _cache.Watch(new WatchQuery(1));
        var read = ReadAsync(quick, 30);
        for (var i = 0; i < 30; i++)
        {
            _feed.Commit("ns/a");
            await _cache.NotOlderThanAsync(_feed.Head, Token);
            while (quick.Events.Count > 0)
            {
                await Task.Yield();
            }
        }

        var got = 0;
        while (slow.Events.TryRead(out _))
        {
            got++;
        }

        Assert.Equal(10, got);
        Assert.False(await slow.Events.WaitToReadAsync(Token));
        Assert.Equal(30, (await read).Count);
    }

    [Fact]
    public async Task Feed_Gap_IsClosedFromTheStoreWithoutLosingAnEvent()
    {
        await StartAsync();
        using var watch = _cache.Watch(new WatchQuery(1));
        _feed.WindowStart = long.MaxValue;
        _feed.Commit("ns/a");
        _feed.Commit("ns/b");
        var events = await ReadAsync(watch, 2);
        Assert.Equal([2L, 3], events.Select(e => e.Revision));
    }

    [Fact]
    public async Task Position_WithNothingDelivered_IsTheCachesRevision()
    {
        await StartAsync();
        using var watch = _cache.Watch(new WatchQuery(1, Filter: _ => false));
        _feed.Commit("ns/a");
        await _cache.NotOlderThanAsync(2, Token);
        Assert.Equal(2, watch.Position);
    }

    [Fact]
    public async Task ListExact_OldRevision_ComesFromTheStore()
    {
        _feed.Commit("ns/a");
        _feed.Commit("ns/b");
        await StartAsync();
        var page = await _cache.ListExactAsync(2, new ListQuery(), Token);
        Assert.Equal(["ns/a"], page.Items.Select(i => i.Key));
        _feed.Floor = 3;
        var refused = await Assert.ThrowsAsync<StatusException>(() => _cache.ListExactAsync(2, new ListQuery(), Token).AsTask());
        Assert.Equal("Expired", refused.Status.Reason);
    }

    [Fact]
    public async Task List_OrderAndPages_AreByBytesOfNamespaceAndName()
    {
        foreach (var key in new[] { "a/x", "a-b/x", "a.c/x", "b/x" })
        {
            _feed.Commit(key);
        }

        await StartAsync();
        var first = _cache.Latest.List(new ListQuery(Limit: 3));
        Assert.Equal(["a-b/x", "a.c/x", "a/x"], first.Items.Select(i => i.Key));
        Assert.Equal(1, first.Remaining);
        var rest = _cache.Latest.List(new ListQuery(StartKey: first.NextKey!, Limit: 3));
        Assert.Equal(["b/x"], rest.Items.Select(i => i.Key));
        Assert.Null(rest.NextKey);
        Assert.Equal(["a/x"], _cache.Latest.List(new ListQuery("a")).Items.Select(i => i.Key));
    }

    [Fact]
    public async Task Watch_ManyWatchersAndFastEvents_AreHeldALittleAndNeitherLostNorRepeated()
    {
        await StartAsync();
        var watches = Enumerable.Range(0, 300).Select(_ => _cache.Watch(new WatchQuery(1))).ToList();
        _feed.Commit("ns/a");
        await _cache.NotOlderThanAsync(2, Token);
        Assert.Equal(2, (await ReadAsync(watches[0], 1))[0].Revision);

        _feed.Commit("ns/a");
        await _cache.NotOlderThanAsync(3, Token);
        Assert.False(watches[0].Events.TryRead(out _));
        Assert.Equal(2, watches[0].Position);

        // Who comes now has it at once, and only once.
        using var late = _cache.Watch(new WatchQuery(2));
        Assert.Equal(3, (await ReadAsync(late, 1))[0].Revision);
        Assert.Equal(3, late.Position);
        _time.Advance(DeliveryPace.Longest);
        foreach (var watch in watches)
        {
            Assert.Equal(3, (await ReadAsync(watch, 1 + (watch == watches[0] ? 0 : 1)))[^1].Revision);
        }

        Assert.False(late.Events.TryRead(out _));
        _time.Advance(DeliveryPace.Longest);
        _feed.Commit("ns/b");
        Assert.Equal(4, (await ReadAsync(late, 1))[0].Revision);
        watches.ForEach(w => w.Dispose());
    }

    [Fact]
    public async Task Find_UnreadableObject_Is500AndTheOthersAreServedUntilItCanBeRead()
    {
        _feed.Commit("a/x");
        _feed.Commit("b/y");
        _feed.Unreadable["b/y"] = "unable to transform key";
        await StartAsync();

        Assert.NotNull(_cache.Latest.Find("a/x"));
        Assert.Null(_cache.Latest.Find("a/other"));
        Assert.Equal(500, Assert.Throws<StatusException>(() => _cache.Latest.Find("b/y")).Status.Code);
        Assert.Single(_cache.Latest.List(new ListQuery("a")).Items);
        Assert.Equal(500, Assert.Throws<StatusException>(() => _cache.Latest.List(new ListQuery("b"))).Status.Code);
        Assert.Equal(500, Assert.Throws<StatusException>(() => _cache.Latest.List(new ListQuery())).Status.Code);

        _feed.Unreadable.Clear();
        _time.Advance(TimeSpan.FromSeconds(2));
        _feed.Commit("a/z");
        while (_cache.Latest.Unreadable is not null)
        {
            await Task.Yield();
            Token.ThrowIfCancellationRequested();
        }

        Assert.NotNull(_cache.Latest.Find("b/y"));
        Assert.Equal(3, _cache.Latest.List(new ListQuery()).Items.Count);
    }

    [Fact]
    public async Task Find_UnreadableObjectWrittenAnew_IsServed()
    {
        _feed.Commit("b/y");
        _feed.Unreadable["b/y"] = "unable to transform key";
        await StartAsync();

        _feed.Commit("b/y");

        Assert.NotNull((await _cache.NotOlderThanAsync(3, Token)).Find("b/y"));
    }

    [Fact]
    public async Task Behind_OwnerToldOfMoreThanIsHere_IsTheAgeOfTheOldestOfIt()
    {
        _cache = new CollectionCache(_feed, new CacheLimits(), _time, NullLogger.Instance);
        _cache.Reset(await _feed.LoadAsync(Token));
        Assert.Equal((0L, TimeSpan.Zero), (_cache.Lag, _cache.Behind));

        _feed.Commit("a/x"); // nobody feeds this cache, so a reader waits for it
        var gaveUp = _time.NextPauseAsync(TimeSpan.FromSeconds(3));
        var reading = _cache.FreshAsync(Token).AsTask();
        await gaveUp;
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((1L, TimeSpan.FromSeconds(2)), (_cache.Lag, _cache.Behind));

        _time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<StatusException>(() => reading);
        _feed.Commit("a/y"); // what is missing since then counts, not the newest
        gaveUp = _time.NextPauseAsync(TimeSpan.FromSeconds(3));
        reading = _cache.FreshAsync(Token).AsTask();
        await gaveUp;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((2L, TimeSpan.FromSeconds(4)), (_cache.Lag, _cache.Behind));

        _cache.Reset(await _feed.LoadAsync(Token));
        Assert.Equal((0L, TimeSpan.Zero), (_cache.Lag, _cache.Behind));
        await reading;
    }

    private async Task StartAsync(CacheLimits? limits = null)
    {
        _cache = new CollectionCache(_feed, limits ?? new CacheLimits(), _time, NullLogger.Instance);
        _running = _cache.Feeder.RunAsync(_stop.Token);
        await _cache.Feeder.Loaded;
    }

    private static async Task<List<WatchEvent>> ReadAsync(IWatchSubscription watch, int count)
    {
        var events = new List<WatchEvent>();
        while (events.Count < count)
        {
            events.Add(await watch.Events.ReadAsync(Token));
        }

        return events;
    }
}
