using System.Diagnostics;
using Orleans.KubeApi.Storage;
using Xunit;

namespace Orleans.KubeApi.Tests.Contracts;

/// <summary>What every revision store must do over time: leases, compaction, restore, reopening, many writers.</summary>
public abstract class RevisionStoreLifeContract : RevisionStoreContract
{
    private static readonly TimeSpan Lease = TimeSpan.FromMilliseconds(600);

    [Fact]
    public async Task OpenAsync_PreviousSilosLeaseHolds_WaitsItOutEvenIfItIsRenewed()
    {
        await Store.RenewLeaseAsync("silo-1", Lease, Token);
        await Store.OpenAsync(Pods, "silo-1", Token);
        var clock = Stopwatch.StartNew();
        var before = await Store.RenewLeaseAsync("silo-1", Lease, Token);

        var opening = Store.OpenAsync(Pods, "silo-2", Token).AsTask();
        LeaseRenewal after;
        do
        {
            after = await Store.RenewLeaseAsync("silo-1", Lease, Token);
        }
        while (after.Losses == before.Losses && !opening.IsCompleted);
        await Store.RenewLeaseAsync("silo-1", TimeSpan.FromMinutes(1), Token);
        var opened = await opening.WaitAsync(TimeSpan.FromSeconds(30), Token);

        // The renewal after the loss does not prolong the wait, but it tells the old silo.
        Assert.True(clock.Elapsed >= Lease, $"returned after {clock.Elapsed}");
        Assert.True(after.Losses > before.Losses);
        Assert.Equal(2, opened.Epoch);
    }

    [Fact]
    public async Task OpenAsync_WaitingOwnerIsReplaced_TheNextOneWaitsForTheFirstToo()
    {
        await Store.OpenAsync(Pods, "silo-1", Token);
        var clock = Stopwatch.StartNew();
        await Store.RenewLeaseAsync("silo-1", Lease, Token);
        using var gone = new CancellationTokenSource();
        var second = Store.OpenAsync(Pods, "silo-2", gone.Token).AsTask();
        while ((await Store.ListCollectionsAsync(Token))[0].Epoch < 2)
        {
            Assert.False(second.IsFaulted);
        }

        await gone.CancelAsync();
        await Store.OpenAsync(Pods, "silo-3", Token);

        Assert.True(clock.Elapsed >= Lease, $"returned after {clock.Elapsed}");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }

    [Fact]
    public async Task OpenAsync_LeaseReleasedWhileWaiting_ReturnsEarly()
    {
        await Store.RenewLeaseAsync("silo-1", TimeSpan.FromMinutes(5), Token);
        await Store.OpenAsync(Pods, "silo-1", Token);
        var opening = Store.OpenAsync(Pods, "silo-2", Token).AsTask();
        while ((await Store.ListCollectionsAsync(Token))[0].Epoch < 2)
        {
            Assert.False(opening.IsCompleted);
        }

        await Store.ReleaseLeaseAsync("silo-1", Token);

        await opening.WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    [Fact]
    public async Task OpenAsync_OwnCollectionOrReleasedLeaseOrReleasedCollection_DoesNotWait()
    {
        var limit = TimeSpan.FromMinutes(5);
        await Store.RenewLeaseAsync("silo-1", limit, Token);
        await Store.RenewLeaseAsync("silo-2", limit, Token);
        await Store.OpenAsync(Pods, "silo-1", Token);
        var own = await Store.OpenAsync(Pods, "silo-1", Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token);

        await Store.ReleaseAsync(own, Token);
        await Store.OpenAsync(Pods, "silo-2", Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token);
        await Store.ReleaseLeaseAsync("silo-2", Token);
        var last = await Store.OpenAsync(Pods, "silo-3", Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.Equal(4, last.Epoch);
    }

    [Fact]
    public async Task ReleaseAsync_WithAnOldEpoch_DoesNotReleaseTheNewOwner()
    {
        var first = await Store.OpenAsync(Pods, "silo-1", Token);
        await Store.OpenAsync(Pods, "silo-2", Token);

        await Store.ReleaseAsync(first, Token);

        Assert.Equal("silo-2", (await Store.ListCollectionsAsync(Token))[0].Owner);
    }

    [Fact]
    public async Task OpenAsync_ExpiredLease_DoesNotWait()
    {
        await Store.RenewLeaseAsync("silo-1", TimeSpan.FromMilliseconds(1), Token);
        await Store.OpenAsync(Pods, "silo-1", Token);
        await Store.OpenAsync(Pods, "silo-2", Token);

        Assert.Equal("silo-2", (await Store.ListCollectionsAsync(Token))[0].Owner);
    }

    [Fact]
    public async Task RenewLeaseAsync_GrantsTheAskedLength()
    {
        var renewal = await Store.RenewLeaseAsync("silo-1", Lease, Token);

        Assert.Equal(new LeaseRenewal(Lease, 0), renewal);
    }

    [Fact]
    public async Task CompactAsync_ToAFloor_KeepsWhatReadsFromThereSee()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync(("n/a", "1"), ("n/a", "2"), ("n/b", "1"), ("n/b", null), ("n/c", "1"));
        await owner.CommitAsync(("n/a", "3"), ("n/c", "2"));

        Assert.Equal(5, await Store.CompactAsync(Pods, 5, Token));

        Assert.Equal(ReadOutcome.Expired, (await Store.ReadEventsAsync(Pods, 4, 8, 10, Token)).Outcome);
        var events = await Store.ReadEventsAsync(Pods, 5, 8, 10, Token);
        Assert.Equal(
            [(6L, "1", null), (7L, "3", "2"), (8L, "2", "1")],
            events.Events.Select(e => (e.Revision, Text(e.Body), e.PreviousBody is { } p ? Text(p) : null)));
        var page = await Store.ReadRangeAsync(Pods, new RangeQuery("", null, 10, 5), Token);
        Assert.Equal([("n/a", "2")], page.Rows.Select(r => (r.Key, Text(r.Body))));
    }

    [Fact]
    public async Task CompactAsync_NeverGoesBackNorAboveTheHead()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync(("n/a", "1"), ("n/a", "2"), ("n/a", "3"));

        Assert.Equal(3, await Store.CompactAsync(Pods, 3, Token));
        Assert.Equal(3, await Store.CompactAsync(Pods, 2, Token));
        Assert.Equal(4, await Store.CompactAsync(Pods, 1000, Token));
        Assert.Equal("3", Text((await Store.GetAsync(Pods, "n/a", Token))!.Body));
        Assert.Equal(4, (await Store.OpenAsync(Pods, "silo-1", Token)).Floor);
    }

    [Fact]
    public async Task CompactAsync_UnknownCollection_DoesNothing() => Assert.Equal(1, await Store.CompactAsync(Pods, 10, Token));

    [Fact]
    public async Task CompactAsync_MoreThanOneStep_RemovesExactlyWhatIsSuperseded()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        for (var round = 0; round < 6; round++)
        {
            await owner.CommitAsync([.. Enumerable.Range(0, 450).Select(i => ($"n/{i % 7}", (string?)$"{round}-{i}"))]);
        }

        await owner.CommitAsync(("n/0", null), ("n/1", null));
        await Store.CompactAsync(Pods, owner.Head, Token);

        Assert.Equal(5, await CountVersionsAsync());
        Assert.Equal(5, (await Store.ReadRangeAsync(Pods, new RangeQuery("", null, 10, owner.Head), Token)).Rows.Count);
    }

    [Fact]
    public async Task CommitAsync_WhileCompacting_BothSucceed()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync(("n/a", "0"));
        for (var round = 0; round < 20; round++)
        {
            var compaction = Store.CompactAsync(Pods, owner.Head, Token).AsTask();
            Assert.Equal(CommitOutcome.Committed, await owner.CommitAsync(("n/a", "1"), ("n/b" + round, "x"), ("n/a", "2")));
            await compaction;
        }

        Assert.Equal(21, (await Store.ReadRangeAsync(Pods, new RangeQuery("", null, 100), Token)).Rows.Count);
    }

    [Fact]
    public async Task BumpHeadsAsync_AfterARestore_ExpiresOldPositionsAndFencesOwners()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync(("n/a", "1"), ("n/a", "2"));

        await Store.BumpHeadsAsync(1000, Token);

        Assert.Equal(CommitOutcome.Fenced, await owner.CommitAsync(("n/b", "late")));
        Assert.Equal(ReadOutcome.Expired, (await Store.ReadEventsAsync(Pods, 3, 2000, 10, Token)).Outcome);
        var again = await CollectionOwner.OpenAsync(Store, Pods);
        Assert.Equal((1003L, 1003L), (again.Collection.Head, again.Collection.Floor));
        again.Knows("n/a", 3);
        Assert.Equal(CommitOutcome.Committed, await again.CommitAsync(("n/a", "3")));
        Assert.Equal(
            [(1004L, "3", "2")],
            (await Store.ReadEventsAsync(Pods, 1003, 2000, 10, Token)).Events
                .Select(e => (e.Revision, Text(e.Body), Text(e.PreviousBody!.Value))));
        Assert.Equal(1004, await Store.CompactAsync(Pods, 1004, Token));
        Assert.Equal(1, await CountVersionsAsync());
    }

    [Fact]
    public async Task ListCollectionsAsync_ShowsEachWithItsPosition()
    {
        var crd = new CollectionId("root", "example.com", "widgets");
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await Store.OpenAsync(crd, "silo-2", Token);
        await owner.CommitAsync(("n/a", "1"), ("n/a", "2"));
        await Store.CompactAsync(Pods, 2, Token);

        var heads = (await Store.ListCollectionsAsync(Token)).OrderBy(h => h.Id.Resource, StringComparer.Ordinal);

        Assert.Equal([new CollectionHead(Pods, 3, 2, 1, "silo-1"), new CollectionHead(crd, 1, 1, 1, "silo-2")], heads);
    }

    [Fact]
    public async Task Reopen_KeepsHistoryHeadFloorAndEpoch()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync(("n/a", "1"), ("n/b", "1"), ("n/a", "2"), ("n/b", null));
        await Store.CompactAsync(Pods, 2, Token);

        await RestartAsync();

        var opened = await Store.OpenAsync(Pods, "silo-1", Token);
        Assert.Equal((2L, 5L, 2L), (opened.Epoch, opened.Head, opened.Floor));
        Assert.Equal("2", Text((await Store.GetAsync(Pods, "n/a", Token))!.Body));
        Assert.Equal([3L, 4, 5], (await Store.ReadEventsAsync(Pods, 2, 5, 10, Token)).Events.Select(e => e.Revision));
        Assert.Equal(2, (await Store.ReadRangeAsync(Pods, new RangeQuery("", null, 10, 3), Token)).Rows.Count);
    }

    [Fact]
    public async Task MigrateAsync_Repeated_ChangesNothing()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync(("n/a", "1"));

        await Store.MigrateAsync(Token);

        Assert.NotNull(await Store.GetAsync(Pods, "n/a", Token));
        await Store.PingAsync(Token);
    }

    [Fact]
    public async Task MigrateAsync_NewerSchema_IsRefused()
    {
        await RecordMigrationAsync(999);

        await Assert.ThrowsAsync<StoreSchemaException>(() => Store.MigrateAsync(Token).AsTask());
    }

    [Fact]
    public async Task CommitAsync_SixtyFourParallelCollections_AllKeepTheirOwnOrder()
    {
        const int Rounds = 10;
        var owners = await Task.WhenAll(
            Enumerable.Range(0, 64).Select(i => CollectionOwner.OpenAsync(Store, new CollectionId("root", "load", $"r{i}"))));

        await Task.WhenAll(owners.Select(async owner =>
        {
            for (var i = 0; i < Rounds; i++)
            {
                Assert.Equal(CommitOutcome.Committed, await owner.CommitAsync(($"n/{i}", "x"), ("n/hot", $"{i}")));
            }
        }));

        foreach (var owner in owners)
        {
            var events = (await Store.ReadEventsAsync(owner.Collection.Id, 1, 1000, 1000, Token)).Events;
            Assert.Equal(Enumerable.Range(2, Rounds * 2).Select(r => (long)r), events.Select(e => e.Revision));
        }
    }

    [Fact]
    public async Task CommitAsync_TwoRivals_NeverBothWinARevision()
    {
        var wins = new System.Collections.Concurrent.ConcurrentBag<long>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async rival =>
        {
            for (var i = 0; i < 25; i++)
            {
                var owner = await CollectionOwner.OpenAsync(Store, Pods);
                if (await owner.CommitAsync(($"n/{rival}-{i}", "x")) is CommitOutcome.Committed)
                {
                    wins.Add(owner.Head);
                }
            }
        }));

        Assert.Equal(wins.Count, wins.Distinct().Count());
        Assert.Equal(wins.Order(), (await Store.ReadEventsAsync(Pods, 1, 1000, 1000, Token)).Events.Select(e => e.Revision));
    }

    [Fact]
    public async Task ReadVersionsAsync_AllVersions_AreReadInPagesByRevision()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        var other = await CollectionOwner.OpenAsync(Store, new CollectionId("root", "", "podtemplates"));
        await other.CommitAsync(("n/z", "other"));
        await owner.CommitAsync(("n/a", "1"), ("n/a", "2"), ("n/b", "1"), ("n/b", null), ("n/c", "1"));

        var seen = new List<StoredVersion>();
        while (await Store.ReadVersionsAsync(Pods, seen.Count == 0 ? 0 : seen[^1].Revision, 2, Token) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 2);
            seen.AddRange(page);
        }

        Assert.Equal([(2L, "n/a"), (3, "n/a"), (4, "n/b"), (5, "n/b"), (6, "n/c")], seen.Select(v => (v.Revision, v.Key)));
        Assert.Empty(await Store.ReadVersionsAsync(new CollectionId("root", "", "none"), 0, 10, Token));
    }

    [Fact]
    public async Task ChangeBodiesAsync_OnlyWhatIsStillAsExpected_ChangesWithoutARevision()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync(("n/a", "1"), ("n/b", "1"));
        var stored = await Store.ReadVersionsAsync(Pods, 0, 10, Token);

        // The form changes, the content too here: nobody looks into the bodies below the encryption.
        var changed = await Store.ChangeBodiesAsync(
            Pods,
            [new(2, stored[0].Body, Bytes("new")), new(3, Bytes("not this"), Bytes("new")), new(9, Bytes("x"), Bytes("new"))], Token);

        Assert.Equal(1, changed);
        var after = await Store.ReadVersionsAsync(Pods, 0, 10, Token);
        Assert.Equal("new", Text(after[0].Body));
        Assert.Equal(stored[1].Body.ToArray(), after[1].Body.ToArray());
        Assert.Equal(3, (await Store.ListCollectionsAsync(Token)).Single(c => c.Id == Pods).Head);
        Assert.Equal(CommitOutcome.Committed, await owner.CommitAsync(("n/a", "2")));
    }

    /// <summary>How many rows the version table holds.</summary>
    private protected abstract Task<long> CountVersionsAsync();

    /// <summary>Pretends that a newer program migrated.</summary>
    private protected abstract Task RecordMigrationAsync(int number);
}
