using Orleans.KubeApi.ClusterTests.Robustness.Model;

namespace Orleans.KubeApi.ClusterTests.Robustness.Validate;

/// <summary>
/// Judges a whole history. Every success carries its revision, so the order of the writes is given and needs no search: the log is
/// replayed, then each client's view is compared with it, then the clock with the revisions. Costs O(n log n) in operations and events.
/// </summary>
internal static class HistoryChecker
{
    public static IReadOnlyList<Violation> Check(History history)
    {
        var resolved = new ResolvedWrites(history);
        var log = new ReplayedLog(history.Log);
        var bounds = new RealTimeBounds(Known(history, resolved), Begun(resolved));
        return
        [
            .. LogValidator.Check(history, resolved),
            .. WriteValidator.Check(history, resolved, log, bounds),
            .. ReadValidator.Check(history, log, bounds),
            .. WatchValidator.Check(history, log, bounds),
        ];
    }

    /// <summary>Every moment at which a client learned that the collection had reached a revision.</summary>
    private static IEnumerable<(long Time, long Revision)> Known(History history, ResolvedWrites resolved)
    {
        var writes = resolved.All.Where(pair => pair.Write.Outcome == Outcome.Done)
            .Select(pair => (pair.Write.End, pair.Entry.Revision));
        var gets = history.Gets.Where(get => get.Result is not null).Select(get => (get.End, get.Result!.Revision));
        var lists = history.Lists.Select(list => (list.End, list.Pages[0].Revision));
        var watches = history.Watches.SelectMany(session => session.Events)
            .Where(watched => !watched.IsBookmark)
            .Select(watched => (watched.At, watched.Revision));
        return writes.Concat(gets).Concat(lists).Concat(watches);
    }

    private static IEnumerable<(long Time, long Revision)> Begun(ResolvedWrites resolved) =>
        resolved.All.Select(pair => (pair.Write.Start, pair.Entry.Revision));
}
