using System.Text;
using Orleans.KubeApi.Storage;
using Xunit;

namespace Orleans.KubeApi.Tests.Contracts;

/// <summary>What every revision store must do when it writes and reads. Each test has a fresh store.</summary>
public abstract class RevisionStoreContract : IAsyncLifetime
{
    private protected static readonly CollectionId Pods = new("root", "", "pods");

    private protected IRevisionStore Store { get; private set; } = null!;

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Store = await CreateAsync();
        await Store.MigrateAsync(Token);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (Store is not null)
        {
            await Store.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task OpenAsync_NewCollection_StartsAtTheFirstRevisionAndEpochOne()
    {
        var opened = await Store.OpenAsync(Pods, "silo-1", Token);

        Assert.Equal((1L, IRevisionStore.FirstRevision, IRevisionStore.FirstRevision), (opened.Epoch, opened.Head, opened.Floor));
    }

    [Fact]
    public async Task CommitAsync_SeveralRows_AreReadInByteOrderAtTheNewHead()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);

        Assert.Equal(CommitOutcome.Committed, await owner.CommitAsync(
            ("a/x", "1"), ("a-b/x", "2"), ("a/Y", "3"), ("é/x", "4"), ("\U0001F600/x", "5"), ("\uFF5E/x", "6")));

        // '-' < '/', upper case before lower case, and the emoji (4 bytes of UTF-8) after U+FF5E, which UTF-16 order would turn round.
        var page = await Store.ReadRangeAsync(Pods, new RangeQuery("", null, 100), Token);
        Assert.Equal(["a-b/x", "a/Y", "a/x", "é/x", "\uFF5E/x", "\U0001F600/x"], page.Rows.Select(r => r.Key));
        Assert.Equal([3L, 4, 2, 5, 7, 6], page.Rows.Select(r => r.Revision));
        Assert.Equal((ReadOutcome.Found, 7L, 1L, false), (page.Outcome, page.Head, page.Floor, page.More));
    }

    [Fact]
    public async Task CommitAsync_CreateOfAnExistingKey_ConflictsAndLeavesNothing()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync(("n/a", "1"));
        CommitRow[] rows = [new("n/b", 3, 0, false, false, Bytes("b")), new("n/a", 4, 0, false, false, Bytes("again"))];

        Assert.Equal(CommitOutcome.Conflict, await Store.CommitAsync(owner.Collection, new CommitBatch(2, 4, rows), Token));

        await AssertNothingAfterAsync(2, ("n/a", "1"));
    }

    [Theory]
    [InlineData(3L)]
    [InlineData(1L)]
    public async Task CommitAsync_WrongPreviousRevision_ConflictsAndLeavesNothing(long previous)
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync(("n/a", "1"), ("n/b", "1"));
        CommitRow[] rows = [new("n/c", 4, 0, false, false, Bytes("c")), new("n/a", 5, previous, false, false, Bytes("2"))];

        Assert.Equal(CommitOutcome.Conflict, await Store.CommitAsync(owner.Collection, new CommitBatch(3, 5, rows), Token));

        await AssertNothingAfterAsync(3, ("n/a", "1"), ("n/b", "1"));
    }

    [Fact]
    public async Task CommitAsync_SupersededOrDeletedPrevious_Conflicts()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync(("n/a", "1"), ("n/a", "2"), ("n/b", "1"), ("n/b", null));

        foreach (var (key, previous) in new[] { ("n/a", 2L), ("n/b", 4L), ("n/b", 5L) })
        {
            CommitRow[] rows = [new(key, 6, previous, false, false, Bytes("x"))];
            Assert.Equal(CommitOutcome.Conflict, await Store.CommitAsync(owner.Collection, new CommitBatch(5, 6, rows), Token));
        }

        await AssertNothingAfterAsync(5, ("n/a", "2"));
    }

    [Fact]
    public async Task CommitAsync_TwoRowsReplaceTheSameVersion_Conflicts()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync(("n/a", "1"));
        CommitRow[] rows = [new("n/a", 3, 2, false, false, Bytes("x")), new("n/a", 4, 2, false, false, Bytes("y"))];

        Assert.Equal(CommitOutcome.Conflict, await Store.CommitAsync(owner.Collection, new CommitBatch(2, 4, rows), Token));

        await AssertNothingAfterAsync(2, ("n/a", "1"));
    }

    [Fact]
    public async Task CommitAsync_ChainInOneBatch_EveryVersionIsReadableAsOfItsRevision()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync(("n/a", "old"));

        Assert.Equal(CommitOutcome.Committed, await owner.CommitAsync(
            ("n/a", "1"), ("n/b", "b"), ("n/a", "2"), ("n/a", null), ("n/a", "new"), ("n/a", "newer")));

        string[] expected = ["old", "1", "1", "2", "-", "new", "newer"];
        for (var revision = 2L; revision <= 8; revision++)
        {
            var page = await Store.ReadRangeAsync(Pods, new RangeQuery("n/a", "n/b", 10, revision), Token);
            Assert.Equal(expected[revision - 2], page.Rows.Count == 0 ? "-" : Text(Assert.Single(page.Rows).Body));
        }
    }

    [Fact]
    public async Task CommitAsync_WrongExpectedHead_IsFenced()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync(("n/a", "1"));
        CommitRow[] rows = [new("n/b", 2, 0, false, false, Bytes("x"))];

        Assert.Equal(CommitOutcome.Fenced, await Store.CommitAsync(owner.Collection, new CommitBatch(1, 2, rows), Token));

        await AssertNothingAfterAsync(2, ("n/a", "1"));
    }

    [Fact]
    public async Task CommitAsync_AfterASecondOpen_IsFencedAndTheNewOwnerGoesOn()
    {
        var first = await CollectionOwner.OpenAsync(Store, Pods);
        await first.CommitAsync(("n/a", "1"));
        var second = await CollectionOwner.OpenAsync(Store, Pods);

        Assert.Equal(CommitOutcome.Fenced, await first.CommitAsync(("n/b", "zombie")));
        Assert.Equal((2L, 2L), (second.Collection.Epoch, second.Collection.Head));
        Assert.Equal(CommitOutcome.Committed, await second.CommitAsync(("n/b", "1")));
    }

    [Fact]
    public async Task CommitAsync_BatchThatBreaksTheContract_IsRefused()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        CommitRow[][] broken =
        [
            [],
            [new("n/a", 3, 0, false, false, Bytes("hole"))],
            [new("n/a", 2, 1, true, false, Bytes("not in the batch"))],
            [new("n/a", 2, 0, false, true, Bytes("deletes nothing"))],
            [new("", 2, 0, false, false, Bytes("no key"))],
            [new("n/\0", 2, 0, false, false, Bytes("NUL"))],
            [new("n/a", 2, 0, false, false, Bytes("1")), new("n/b", 3, 2, true, false, Bytes("another key"))],
        ];
        foreach (var rows in broken)
        {
            var batch = new CommitBatch(1, 1 + rows.Length, rows);
            await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(owner.Collection, batch, Token).AsTask());
        }
    }

    [Fact]
    public async Task CommitAsync_FullBatch_WritesAllRows()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        var changes = Enumerable.Range(0, CommitBatch.MaxRows).Select(i => ($"n/{i:d4}", (string?)$"{i}")).ToArray();

        Assert.Equal(CommitOutcome.Committed, await owner.CommitAsync(changes));
        Assert.Equal(CommitOutcome.Committed, await owner.CommitAsync(changes));

        var page = await Store.ReadRangeAsync(Pods, new RangeQuery("", null, 1000), Token);
        Assert.Equal(CommitBatch.MaxRows, page.Rows.Count);
        Assert.All(page.Rows, r => Assert.True(r.Revision > 513));
    }

    [Theory]
    [InlineData(new byte[] { 0, 1, 255, 254, 0 })]
    [InlineData(new byte[] { 0x7b, 0x22, 0x5c, 0x75, 0x30, 0x30, 0x30, 0x30, 0x22, 0x7d })]
    [InlineData(new byte[0])]
    public async Task CommitAsync_OddBytes_ComeBackUnchanged(byte[] body)
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);

        Assert.Equal(CommitOutcome.Committed, await Store.CommitAsync(owner.Collection, owner.BatchOf(("n/a", false, body)), Token));

        Assert.Equal(body, (await Store.GetAsync(Pods, "n/a", Token))!.Body.ToArray());
    }

    [Fact]
    public async Task CommitAsync_LargeBodies_ComeBackUnchanged()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        var random = new Random(7);
        var bodies = new[] { 1_400_000, 8_000, 3_000 }.Select(n => { var b = new byte[n]; random.NextBytes(b); return b; }).ToArray();

        Assert.Equal(
            CommitOutcome.Committed,
            await Store.CommitAsync(
                owner.Collection, owner.BatchOf(("n/a", false, bodies[0]), ("n/b", false, bodies[1]), ("n/c", false, bodies[2])), Token));

        var page = await Store.ReadRangeAsync(Pods, new RangeQuery("", null, 10), Token);
        Assert.Equal(bodies, page.Rows.Select(r => r.Body.ToArray()));
    }

    [Fact]
    public async Task GetAsync_UnknownDeletedOrElsewhere_IsNull()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync(("n/a", "1"), ("n/a", null), ("n/b", "1"));

        Assert.Null(await Store.GetAsync(Pods, "n/a", Token));
        Assert.Null(await Store.CurrentRevisionAsync(Pods, "n/a", Token));
        Assert.Null(await Store.CurrentRevisionAsync(Pods, "n/unknown", Token));
        Assert.Null(await Store.GetAsync(Pods with { Cluster = "other" }, "n/b", Token));
        Assert.Equal(4, await Store.CurrentRevisionAsync(Pods, "n/b", Token));
        Assert.Equal("1", Text((await Store.GetAsync(Pods, "n/b", Token))!.Body));
    }

    [Fact]
    public async Task ReadRangeAsync_NeverOpenedCollection_IsEmptyAtTheFirstRevision()
    {
        var page = await Store.ReadRangeAsync(Pods, new RangeQuery("", null, 10), Token);

        Assert.Equal((ReadOutcome.Found, 1L, 1L, 0, false), (page.Outcome, page.Head, page.Floor, page.Rows.Count, page.More));
    }

    [Fact]
    public async Task ReadRangeAsync_Pages_CoverTheRangeOnceInOrder()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync([.. Enumerable.Range(0, 25).Select(i => ($"n/{i:d2}", (string?)"x"))]);
        await owner.CommitAsync(("m/1", "x"), ("o/1", "x"));
        var keys = new List<string>();
        var from = "n/";
        for (var more = true; more; from = RangeQuery.After(keys[^1]))
        {
            var page = await Store.ReadRangeAsync(Pods, new RangeQuery(from, "n0", 10), Token);
            keys.AddRange(page.Rows.Select(r => r.Key));
            more = page.More;
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"n/{i:d2}"), keys);
    }

    [Fact]
    public async Task ReadRangeAsync_ExactlyTheLimit_HasNoMore()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync(("n/a", "1"), ("n/b", "2"));

        Assert.False((await Store.ReadRangeAsync(Pods, new RangeQuery("", null, 2), Token)).More);
        Assert.True((await Store.ReadRangeAsync(Pods, new RangeQuery("", null, 1), Token)).More);
        Assert.Equal(["n/b"], (await Store.ReadRangeAsync(Pods, new RangeQuery("n/b", null, 1), Token)).Rows.Select(r => r.Key));
        Assert.Empty((await Store.ReadRangeAsync(Pods, new RangeQuery("n/a", "n/a", 1), Token)).Rows);
    }

    [Fact]
    public async Task ReadRangeAsync_PagesAsOf_ShowOneStateWhileWritesGoOn()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync([.. Enumerable.Range(0, 9).Select(i => ($"n/{i}", (string?)"old"))]);
        var asOf = owner.Head;
        var seen = new List<(string Key, string Body)>();
        var from = "";
        for (var more = true; more; from = RangeQuery.After(seen[^1].Key))
        {
            var page = await Store.ReadRangeAsync(Pods, new RangeQuery(from, null, 2, asOf), Token);
            seen.AddRange(page.Rows.Select(r => (r.Key, Text(r.Body))));
            more = page.More;
            Assert.Equal(owner.Head, page.Head);
            await owner.CommitAsync(("n/8", "new"), ("n/3", null), ("n/3", "reborn"), ("n/77" + seen.Count, "later"));
        }

        Assert.Equal(Enumerable.Range(0, 9).Select(i => ($"n/{i}", "old")), seen);
    }

    [Fact]
    public async Task ReadRangeAsync_AsOfOutOfReach_SaysWhy()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync(("n/a", "1"), ("n/a", "2"), ("n/a", "3"));
        await Store.CompactAsync(Pods, 3, Token);

        var expired = await Store.ReadRangeAsync(Pods, new RangeQuery("", null, 10, 2), Token);
        var future = await Store.ReadRangeAsync(Pods, new RangeQuery("", null, 10, 5), Token);
        var floor = await Store.ReadRangeAsync(Pods, new RangeQuery("", null, 10, 3), Token);

        Assert.Equal((ReadOutcome.Expired, 0), (expired.Outcome, expired.Rows.Count));
        Assert.Equal((ReadOutcome.TooLarge, 0), (future.Outcome, future.Rows.Count));
        Assert.Equal((ReadOutcome.Found, "2"), (floor.Outcome, Text(floor.Rows[0].Body)));
    }

    [Fact]
    public async Task ReadEventsAsync_CreateUpdateDelete_CarryTheirPreviousBodies()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync(("n/a", "1"));
        await owner.CommitAsync(("n/a", "2"), ("n/b", "b"), ("n/a", null));
        await owner.CommitAsync(("n/a", "again"));

        var page = await Store.ReadEventsAsync(Pods, 1, owner.Head, 100, Token);

        Assert.Equal((ReadOutcome.Found, 6L, false), (page.Outcome, page.Head, page.More));
        Assert.Equal(
            [(2L, "n/a", false, "1", null), (3L, "n/a", false, "2", "1"), (4L, "n/b", false, "b", null),
                (5L, "n/a", true, "gone", "2"), (6L, "n/a", false, "again", null)],
            page.Events.Select(e => (e.Revision, e.Key, e.Deleted, Text(e.Body), e.PreviousBody is { } p ? Text(p) : null)));
    }

    [Fact]
    public async Task ReadEventsAsync_LimitAndBounds_AreKept()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync([.. Enumerable.Range(0, 10).Select(i => ($"n/{i}", (string?)"x"))]);

        var page = await Store.ReadEventsAsync(Pods, 3, 9, 4, Token);
        var rest = await Store.ReadEventsAsync(Pods, 7, 9, 4, Token);
        var none = await Store.ReadEventsAsync(Pods, 11, 100, 4, Token);

        Assert.Equal([4L, 5, 6, 7], page.Events.Select(e => e.Revision));
        Assert.Equal([8L, 9], rest.Events.Select(e => e.Revision));
        Assert.Equal((true, false, false), (page.More, rest.More, none.More));
        Assert.Equal(ReadOutcome.TooLarge, (await Store.ReadEventsAsync(Pods, 12, 100, 4, Token)).Outcome);
    }

    [Fact]
    public async Task ReadEventsAsync_OtherCollections_DoNotShow()
    {
        var pods = await CollectionOwner.OpenAsync(Store, Pods);
        var leases = await CollectionOwner.OpenAsync(Store, new CollectionId("root", "coordination.k8s.io", "leases"));
        await pods.CommitAsync(("n/a", "pod"));
        await leases.CommitAsync(("n/a", "lease"), ("n/a", "lease2"));

        Assert.Equal(["pod"], (await Store.ReadEventsAsync(Pods, 1, 100, 100, Token)).Events.Select(e => Text(e.Body)));
        Assert.Equal("lease2", Text((await Store.GetAsync(leases.Collection.Id, "n/a", Token))!.Body));
    }

    private protected static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private protected static string Text(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);

    /// <summary>A fresh, empty store.</summary>
    private protected abstract Task<IRevisionStore> CreateAsync();

    /// <summary>Another store over the same data, after closing the present one if only one may be open.</summary>
    private protected abstract Task<IRevisionStore> ReopenAsync();

    /// <summary>Replaces <see cref="Store"/> by <see cref="ReopenAsync"/>.</summary>
    private protected async Task RestartAsync()
    {
        Store = await ReopenAsync();
        await Store.MigrateAsync(Token);
    }

    private protected async Task AssertNothingAfterAsync(long head, params (string Key, string Body)[] rows)
    {
        var page = await Store.ReadRangeAsync(Pods, new RangeQuery("", null, 100), Token);
        Assert.Equal(head, page.Head);
        Assert.Equal(rows, page.Rows.Select(r => (r.Key, Text(r.Body))));
        Assert.Empty((await Store.ReadEventsAsync(Pods, head, long.MaxValue, 10, Token)).Events);
    }
}
