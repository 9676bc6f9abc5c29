using Orleans.KubeApi.ClusterTests.Robustness.Model;
using Orleans.KubeApi.ClusterTests.Robustness.Validate;
using Orleans.KubeApi.Hosting.Sabotaging;

namespace Orleans.KubeApi.ClusterTests.Robustness.Guarantees;

/// <summary>
/// What this server promises, each promise once: who judges it, and what breaks it so that the judge can be seen to notice. Judges of
/// histories run in <see cref="Faults.FaultHistoryTests"/> and in the fault matrix on sound servers, the others in
/// <see cref="ServerGuaranteeTests"/> and <see cref="ServerLifeTests"/>.
/// </summary>
internal static class GuaranteeTable
{
    public static IReadOnlyList<GuaranteeRow> Rows { get; } = [.. Writes(), .. Reads(), .. Watches(), .. Service()];

    public static GuaranteeRow Of(string id) => Rows.Single(row => row.Id == id);

    private static IEnumerable<GuaranteeRow> Writes() =>
    [
        new("G1", "An acknowledged write survives a kill", Life(), By(SabotageSwitch.WriteBehind))
        {
            AlsoInHistory = [Guarantee.Durable],
        },
        new("G2", "A write is done whole or not at all", On(WriteChecks.IsAtomicAsync), By(SabotageSwitch.PiecewisePatch))
        {
            AlsoInHistory = [Guarantee.NoPhantom],
        },
        new("G3", "Writes are strictly serializable",
            In(Guarantee.RealTime, Guarantee.Replay, Guarantee.JustifiedRefusal), Lie(LateWriteWithLowRevision)),
        new("G4", "Revisions are unique and only grow, also over a crash", Life(), By(SabotageSwitch.WriteBehind))
        {
            AlsoInHistory = [Guarantee.OneHistory],
        },
        new("G7", "A write that changes nothing writes nothing",
            On(WriteChecks.NoOpWritesNothingAsync), By(SabotageSwitch.TouchUnchanged)),
        new("G14", "Compare and set: no update is lost", On(WriteChecks.CounterIsExactAsync), By(SabotageSwitch.BlindUpdate))
        {
            AlsoInHistory = [Guarantee.CompareAndSet],
        },
        new("G15", "A name is created once", On(WriteChecks.CreatesOnceAsync), By(SabotageSwitch.CreateOver))
        {
            AlsoInHistory = [Guarantee.CreateOnce],
        },
        new("G16", "Preconditions of DELETE and PUT", On(WriteChecks.PreconditionsHoldAsync), By(SabotageSwitch.BlindDelete))
        {
            AlsoInHistory = [Guarantee.Precondition],
        },
        new("G34", "Finalizers first; nothing new in a namespace that ends",
            On(WriteChecks.FinalizersComeFirstAsync), By(SabotageSwitch.IgnoreFinalizers)),
    ];

    private static IEnumerable<GuaranteeRow> Reads() =>
    [
        new("G5", "GET, and LIST without a revision, are linearizable",
            In(Guarantee.FreshRead, Guarantee.SnapshotRead), By(SabotageSwitch.StaleRead)),
        new("G6", "Reads don't raise the revision", On(ReadChecks.LeaveTheRevisionAloneAsync), new GuaranteeSabotage.Layer(
            () => new CountingLayer())),
        new("G8", "A list at an exact revision", In(Guarantee.ExactRead), By(SabotageSwitch.WrongExact)),
        new("G9", "A list not older than a revision; one of any revision is of one", In(Guarantee.NotOlderRead), Lie(ListOlderThanAsked)),
        new("G10", "A future revision: Timeout after three seconds", On(ReadChecks.RefuseTheFutureAsync), By(SabotageSwitch.EndlessWait)),
        new("G11", "A compacted revision is Expired", Life(), By(SabotageSwitch.ForgetExpiry)),
        new("G12", "Pages are one snapshot", In(Guarantee.PagesOfOneSnapshot), By(SabotageSwitch.WrongExact)),
        new("G13", "An expired continue token says how to go on", Life(), By(SabotageSwitch.ForgetExpiry)),
        new("G27", "The cache equals the store", On(StoreDigest.CompareAsync), By(SabotageSwitch.DropEvent)),
        new("G28", "A most recent read of a late cache waits, or is refused",
            new GuaranteeCheck.OfServer(ReadChecks.WaitForTheCacheAsync, NeedsWeather: true), By(SabotageSwitch.StaleRead)),
        new("G29", "Without a cache: come again, no hanging",
            new GuaranteeCheck.OfServer(ReadChecks.RefuseWithoutCacheAsync, NeedsWeather: true), By(SabotageSwitch.EndlessWait)),
        new("G35", "A row that can't be read is named, never left out", Life(), By(SabotageSwitch.SkipUnreadable)),
    ];

    private static IEnumerable<GuaranteeRow> Watches() =>
    [
        new("G17", "Ordered: revisions never decrease in a watch", In(Guarantee.Ordered), By(SabotageSwitch.SwapEvents)),
        new("G18", "Unique: no revision twice in a watch", In(Guarantee.Unique), By(SabotageSwitch.DoubleEvent)),
        new("G19", "Reliable: no event is left out", In(Guarantee.Reliable), By(SabotageSwitch.DropEvent)),
        new("G20", "Atomic: progress never splits a revision", In(Guarantee.Atomic), Lie(BookmarkWithinRevision)),
        new("G21", "Resumable: begins with the first event after its revision", In(Guarantee.Resumable), Lie(FirstAfterResumeMissing)),
        new("G22", "Bookmarkable: no event at or below a bookmark after it", In(Guarantee.Bookmarkable), By(SabotageSwitch.EarlyProgress)),
        new("G23", "ADDED, MODIFIED, DELETED are what happened", In(Guarantee.EventType), By(SabotageSwitch.KeepDeleted)),
        new("G24", "Leaving and entering a selector", In(Guarantee.Filter, Guarantee.EventType), Lie(LeavingSelectorIsChange)),
        new("G25", "A watch from the future delivers nothing of before",
            On(ReadChecks.WatchTheFutureAsync), new GuaranteeSabotage.Layer(() => new RewritingLayer(FromNow))),
        new("G26", "List, then watch: no hole", In(Guarantee.NoHole), By(SabotageSwitch.DropEvent)),
        new("G30", "A slow watcher harms only itself",
            On(WatchChecks.SlowOneHarmsOnlyItselfAsync), By(SabotageSwitch.EndlessChannel)),
        new("G31", "Initial events end with their bookmark", On(WatchChecks.InitialEventsEndAsync), new GuaranteeSabotage.Layer(
            () => new RewritingLayer(query => query.Replace("&allowWatchBookmarks=true", "", StringComparison.Ordinal))))
        {
            AlsoInHistory = [Guarantee.InitialState],
        },
    ];

    private static IEnumerable<GuaranteeRow> Service() =>
    [
        new("G32", "A stop: first not ready, then watches end, and resume", Life(), By(SabotageSwitch.AbruptStop)),
        new("G33", "Every call ends at its deadline",
            new GuaranteeCheck.OfServer(WriteChecks.DeadlinesHoldAsync, NeedsWeather: true), By(SabotageSwitch.IgnoreDeadline)),
    ];

    private static GuaranteeCheck.OfHistory In(params string[] names) => new(names);

    private static GuaranteeCheck.OfServer On(ServerCheck check) => new(check);

    private static GuaranteeCheck.OfLife Life() => new();

    private static GuaranteeSabotage.Switch By(string name) => new(name);

    private static GuaranteeSabotage.Falsified Lie(Func<History, History> falsify) => new(falsify);

    /// <summary>The watch asks from the beginning of its namespace's life instead.</summary>
    private static string FromNow(string query)
    {
        const string name = "resourceVersion=";
        var at = query.IndexOf(name, StringComparison.Ordinal);
        if (at < 0)
        {
            return query;
        }

        var digits = query[(at + name.Length)..].TakeWhile(char.IsAsciiDigit).Count();
        var revision = long.Parse(query.AsSpan(at + name.Length, digits));
        return $"{query[..at]}{name}{revision - 3}{query[(at + name.Length + digits)..]}";
    }

    private static History LateWriteWithLowRevision(History history)
    {
        var latest = history.Writes.Max(write => write.End);
        return Sabotage.Writes(
            history, write => write.Result is not null, write => write with { Start = latest + 1, End = latest + 2 });
    }

    private static History ListOlderThanAsked(History history) => Sabotage.Lists(
        history,
        list => list.Pages.Count == 1,
        list => list with { Consistency = ReadConsistency.NotOlderThan, Requested = list.Pages[0].Revision + 1 });

    private static History BookmarkWithinRevision(History history) => Sabotage.Events(history, _ => true, events =>
    {
        events.Insert(6, new WatchedEvent(0, WatchedEvent.Bookmark, events[5].Revision, "", null));
        events.Insert(7, events[5] with { Key = "r/other" });
        return !events[5].IsBookmark;
    });

    private static History FirstAfterResumeMissing(History history) => Sabotage.Events(history, watch => watch.Resumed, events =>
    {
        var isEvent = !events[0].IsBookmark;
        events.RemoveAt(0);
        return isEvent && events.Exists(watched => !watched.IsBookmark);
    });

    private static History LeavingSelectorIsChange(History history)
    {
        var modified = history.Log.Where(entry => entry.Type == WatchedEvent.Modified).Select(entry => entry.Revision).ToHashSet();
        return Sabotage.Events(history, watch => watch.Scope.Team is not null, events =>
        {
            var leaving = events.FindIndex(watched => watched.Type == WatchedEvent.Deleted && modified.Contains(watched.Revision));
            if (leaving >= 0)
            {
                events[leaving] = events[leaving] with { Type = WatchedEvent.Modified };
            }

            return leaving >= 0;
        });
    }
}
