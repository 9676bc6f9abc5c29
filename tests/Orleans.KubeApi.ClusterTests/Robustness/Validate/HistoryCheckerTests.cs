using Orleans.KubeApi.ClusterTests.Robustness.Model;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Robustness.Validate;

/// <summary>
/// The checker accepts correct histories, unknown outcomes included, and catches every sabotage under the name of its guarantee.
/// </summary>
public sealed class HistoryCheckerTests
{
    private const int Seed = 20;
    private readonly History _history = new SimulatedHistory(Seed).Run();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 50)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Check_CorrectHistory_FindsNothing(int seed)
    {
        var history = new SimulatedHistory(seed).Run();

        Assert.Empty(HistoryChecker.Check(history));
        Assert.Contains(history.Writes, write => write.Outcome == Outcome.Unknown);
        Assert.Contains(history.Lists, list => list.Pages.Count > 1);
        Assert.Contains(history.Watches, watch => watch.Resumed);
    }

    [Fact]
    public void Check_UnknownWriteThatHappenedAfterAll_FindsNothing() =>
        Assert.Empty(HistoryChecker.Check(Sabotage.Writes(
            _history,
            write => write.Outcome == Outcome.Done && write.Kind == WriteKind.Update,
            write => write with { Outcome = Outcome.Unknown, Result = null, End = long.MaxValue })));

    [Fact]
    public void Check_AcknowledgedWriteLost_BreaksDurable() =>
        AssertBroken(Guarantee.Durable, Sabotage.LoseAcknowledgedWrite(_history));

    [Fact]
    public void Check_AcknowledgedOtherwiseThanStored_BreaksDurable() =>
        AssertBroken(Guarantee.Durable, Sabotage.Writes(
            _history, write => write.Result is not null, write => write with { Result = write.Result! with { V = "other" } }));

    [Fact]
    public void Check_RefusedWriteHappened_BreaksNoPhantom() =>
        AssertBroken(Guarantee.NoPhantom, Sabotage.Writes(
            _history,
            write => write.Outcome == Outcome.Done && write.Kind == WriteKind.Create,
            write => write with { Outcome = Outcome.Refused, Reason = "AlreadyExists" }));

    [Fact]
    public void Check_EntryOfNobody_BreaksNoPhantom()
    {
        var write = _history.Writes.First(write => write.Result is not null);
        AssertBroken(Guarantee.NoPhantom, _history with { Writes = [.. _history.Writes.Where(other => other != write)] });
    }

    [Fact]
    public void Check_LostUpdate_BreaksCompareAndSet() =>
        AssertBroken(Guarantee.CompareAndSet, Sabotage.Writes(
            _history,
            write => write.Kind == WriteKind.Update && write.Outcome == Outcome.Done,
            write => write with { ExpectedRevision = write.ExpectedRevision - 1 }));

    [Fact]
    public void Check_PatchThatLostTheRest_BreaksReplay() =>
        AssertBroken(Guarantee.Replay, Sabotage.Log(
            _history, entry => entry.Type == WatchedEvent.Modified, entry => entry with { State = entry.State! with { V = "other" } }));

    [Fact]
    public void Check_CreateOfWhatExists_BreaksCreateOnce() =>
        AssertBroken(Guarantee.CreateOnce, Sabotage.Writes(
            _history,
            write => write.Kind == WriteKind.Update && write.Outcome == Outcome.Done,
            write => write with { Kind = WriteKind.Create }));

    [Fact]
    public void Check_DeleteOfAnotherUid_BreaksPrecondition() =>
        AssertBroken(Guarantee.Precondition, Sabotage.Writes(
            _history,
            write => write.Kind == WriteKind.Delete && write.Outcome == Outcome.Done,
            write => write with { ExpectedUid = "other" }));

    [Fact]
    public void Check_RefusalWithoutCause_BreaksJustifiedRefusal() =>
        AssertBroken(Guarantee.JustifiedRefusal, Sabotage.Writes(
            _history, write => write.Outcome == Outcome.Refused, write => write with { Key = "r/never-created" }));

    [Fact]
    public void Check_ConflictOfPatch_BreaksJustifiedRefusal() =>
        AssertBroken(Guarantee.JustifiedRefusal, Sabotage.Writes(
            _history, write => write.Outcome == Outcome.Refused, write => write with { Kind = WriteKind.Patch, Reason = "Conflict" }));

    [Fact]
    public void Check_LaterWriteWithLowerRevision_BreaksRealTime()
    {
        var latest = _history.Writes.Max(write => write.End);
        AssertBroken(Guarantee.RealTime, Sabotage.Writes(
            _history,
            write => write.Result is not null,
            write => write with { Start = latest + 1, End = latest + 2 }));
    }

    [Fact]
    public void Check_SwappedLog_BreaksOneHistory()
    {
        var log = _history.Log.ToList();
        (log[10], log[11]) = (log[11], log[10]);
        AssertBroken(Guarantee.OneHistory, _history with { Log = log });
    }

    [Fact]
    public void Check_RevisionTwiceInLog_BreaksOneHistory()
    {
        var log = _history.Log.ToList();
        log[11] = log[11] with { Revision = log[10].Revision };
        AssertBroken(Guarantee.OneHistory, _history with { Log = log });
    }

    [Fact]
    public void Check_StaleGet_BreaksFreshRead()
    {
        var latest = _history.Writes.Max(write => write.End);
        var key = _history.Log.First(entry => entry.Type == WatchedEvent.Modified).Key;
        var old = _history.Log.First(entry => entry.Key == key).State!;
        AssertBroken(Guarantee.FreshRead, _history with { Gets = [.. _history.Gets, new(9, latest + 1, latest + 2, key, old)] });
    }

    [Fact]
    public void Check_GetOfWhatNeverWas_BreaksSnapshotRead() =>
        AssertBroken(Guarantee.SnapshotRead, Sabotage.Gets(
            _history, get => get.Result is not null, get => get with { Result = get.Result! with { V = "other" } }));

    [Fact]
    public void Check_StaleList_BreaksFreshRead()
    {
        var latest = _history.Writes.Max(write => write.End);
        AssertBroken(Guarantee.FreshRead, Sabotage.Lists(_history, _ => true, list => list with { Start = latest + 1, End = latest + 2 }));
    }

    [Fact]
    public void Check_ExactListAtOtherRevision_BreaksExactRead() =>
        AssertBroken(Guarantee.ExactRead, Sabotage.Lists(
            _history, _ => true, list => list with { Consistency = ReadConsistency.Exact, Requested = list.Pages[0].Revision - 1 }));

    [Fact]
    public void Check_ListWithoutOneItem_BreaksSnapshotRead() =>
        AssertBroken(Guarantee.SnapshotRead, Sabotage.Lists(
            _history,
            list => list.Pages is [{ Items.Count: > 1 }],
            list => list with { Pages = [list.Pages[0] with { Items = [.. list.Pages[0].Items.Skip(1)] }] }));

    [Fact]
    public void Check_ListInWrongOrder_BreaksSnapshotRead() =>
        AssertBroken(Guarantee.SnapshotRead, Sabotage.Lists(
            _history,
            list => list.Pages is [{ Items.Count: > 1 }],
            list => list with { Pages = [list.Pages[0] with { Items = [.. list.Pages[0].Items.Reverse()] }] }));

    [Fact]
    public void Check_PageOfOtherRevision_BreaksPagesOfOneSnapshot() =>
        AssertBroken(Guarantee.PagesOfOneSnapshot, Sabotage.Lists(
            _history,
            list => list.Pages.Count > 1,
            list => list with { Pages = [list.Pages[0] with { Revision = list.Pages[0].Revision - 1 }, .. list.Pages.Skip(1)] }));

    [Fact]
    public void Check_PageFromOtherSnapshot_BreaksPagesOfOneSnapshot() =>
        AssertBroken(Guarantee.PagesOfOneSnapshot, Sabotage.Lists(
            _history,
            list => list.Pages.Count > 1,
            list => list with { Pages = [.. list.Pages.Take(1), list.Pages[1] with { Items = [.. list.Pages[1].Items.Skip(1)] }] }));

    [Fact]
    public void Check_DroppedEvent_BreaksReliable() =>
        AssertBroken(Guarantee.Reliable, Sabotage.Events(_history, _ => true, events => Remove(events, events.Count / 2)));

    [Fact]
    public void Check_DroppedEvent_BreaksNoHole() =>
        AssertBroken(Guarantee.NoHole, Sabotage.Events(
            _history,
            _ => true,
            events => events.RemoveAll(watched => watched.Key == events[^1].Key && !watched.IsBookmark) > 0 && events.Count > 0));

    [Fact]
    public void Check_DroppedLastEvents_BreaksReliable()
    {
        var complete = _history.Log[^1].Revision;
        AssertBroken(Guarantee.Reliable, _history with
        {
            Watches = [.. _history.Watches.Select(watch => watch with { CompleteThrough = complete })],
        });
    }

    [Fact]
    public void Check_DroppedFirstEventAfterResume_BreaksResumable() =>
        AssertBroken(Guarantee.Resumable, Sabotage.Events(_history, watch => watch.Resumed, events => Remove(events, 0)));

    [Fact]
    public void Check_EventBeforeResume_BreaksResumable() =>
        AssertBroken(Guarantee.Resumable, Sabotage.Events(
            _history, watch => watch.Resumed, events => Insert(events, 0, _history.Log[0])));

    [Fact]
    public void Check_DuplicatedEvent_BreaksUnique() =>
        AssertBroken(Guarantee.Unique, Sabotage.Events(
            _history, _ => true, events => !events[5].IsBookmark && Insert(events, 6, events[5])));

    [Fact]
    public void Check_SwappedEvents_BreaksOrdered() =>
        AssertBroken(Guarantee.Ordered, Sabotage.Events(_history, _ => true, events =>
        {
            (events[4], events[5]) = (events[5], events[4]);
            return !events[4].IsBookmark && !events[5].IsBookmark;
        }));

    [Fact]
    public void Check_BookmarkAheadOfItsEvents_BreaksBookmarkable() =>
        AssertBroken(Guarantee.Bookmarkable, Sabotage.Events(_history, _ => true, events =>
            !events[5].IsBookmark && Insert(events, 5, new WatchedEvent(0, WatchedEvent.Bookmark, events[5].Revision, "", null))));

    [Fact]
    public void Check_BookmarkBelowItsEvents_BreaksBookmarkable() =>
        AssertBroken(Guarantee.Bookmarkable, Sabotage.Events(_history, _ => true, events =>
            !events[5].IsBookmark && Insert(events, 6, new WatchedEvent(0, WatchedEvent.Bookmark, events[5].Revision - 1, "", null))));

    [Fact]
    public void Check_BookmarkInsideOneRevision_BreaksAtomic() =>
        AssertBroken(Guarantee.Atomic, Sabotage.Events(_history, _ => true, events =>
            !events[5].IsBookmark
            && Insert(events, 6, new WatchedEvent(0, WatchedEvent.Bookmark, events[5].Revision, "", null))
            && Insert(events, 7, events[5] with { Key = "r/other" })));

    [Fact]
    public void Check_EventOfAnotherSelector_BreaksFilter() =>
        AssertBroken(Guarantee.Filter, Sabotage.Events(_history, watch => watch.Scope.Team == "red", events =>
        {
            var other = _history.Log.First(entry => entry.State!.Team == "blue"
                && entry.Type == WatchedEvent.Added && entry.Revision > events[0].Revision);
            var place = events.FindIndex(watched => watched.Revision > other.Revision);
            return place > 0 && Insert(events, place, other);
        }));

    [Theory]
    [InlineData(WatchedEvent.Added, WatchedEvent.Modified)]
    [InlineData(WatchedEvent.Modified, WatchedEvent.Added)]
    [InlineData(WatchedEvent.Deleted, WatchedEvent.Modified)]
    public void Check_WrongType_BreaksEventType(string type, string instead) =>
        AssertBroken(Guarantee.EventType, Sabotage.Events(_history, _ => true, events =>
        {
            var index = events.FindIndex(watched => watched.Type == type);
            if (index >= 0)
            {
                events[index] = events[index] with { Type = instead };
            }

            return index >= 0;
        }));

    [Fact]
    public void Check_DeletedWithRevisionOfLastUpdate_BreaksEventType() =>
        AssertBroken(Guarantee.EventType, Sabotage.Events(_history, _ => true, events =>
        {
            var index = events.FindIndex(watched => watched.Type == WatchedEvent.Deleted);
            if (index >= 0)
            {
                events[index] = events[index] with { State = events[index].State! with { Revision = events[index].Revision - 1 } };
            }

            return index >= 0;
        }));

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, Guarantee.InitialState)]
    public void Check_InitialEvents_MustAddUpToTheirBookmark(int left, string? broken)
    {
        var list = _history.Lists.First(list => list.Scope == Scope.All && list.Pages.Sum(page => page.Items.Count) > 3);
        var revision = list.Pages[0].Revision;
        var events = list.Pages.SelectMany(page => page.Items).Skip(left)
            .Select(item => new WatchedEvent(list.End, WatchedEvent.Added, item.Value.Revision, item.Key, item.Value))
            .Append(new WatchedEvent(list.End, WatchedEvent.Bookmark, revision, "", null) { EndsInitialEvents = true });
        var session = new WatchSession
        {
            Name = "initial", Start = list.Start, Scope = Scope.All, From = 0, InitialEvents = true, Events = [.. events],
        };

        var violations = HistoryChecker.Check(_history with { Watches = [session] });

        Assert.Equal(broken is null ? [] : [broken], violations.Select(violation => violation.Guarantee));
    }

    private static bool Remove(List<WatchedEvent> events, int index)
    {
        var isEvent = events.Count > index + 1 && !events[index].IsBookmark && events.Skip(index + 1).Any(watched => !watched.IsBookmark);
        events.RemoveAt(index);
        return isEvent;
    }

    private static bool Insert(List<WatchedEvent> events, int index, WatchedEvent watched)
    {
        events.Insert(index, watched);
        return true;
    }

    private static void AssertBroken(string guarantee, History falsified)
    {
        var violations = HistoryChecker.Check(falsified);
        Assert.True(
            violations.Any(violation => violation.Guarantee == guarantee),
            $"{guarantee} was not reported, but: {string.Join("\n", violations)}");
    }
}
