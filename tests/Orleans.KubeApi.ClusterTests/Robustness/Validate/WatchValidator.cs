using Orleans.KubeApi.ClusterTests.Robustness.Model;

namespace Orleans.KubeApi.ClusterTests.Robustness.Validate;

/// <summary>Checks every watch session: its own order first, then event by event against what the log says it must deliver.</summary>
internal static class WatchValidator
{
    public static IEnumerable<Violation> Check(History history, ReplayedLog log, RealTimeBounds bounds) =>
        history.Watches.SelectMany(session => CheckSession(session, log, bounds));

    private static IEnumerable<Violation> CheckSession(WatchSession session, ReplayedLog log, RealTimeBounds bounds)
    {
        var (from, live) = (session.From, session.Events);
        if (session.InitialEvents)
        {
            var end = session.Events.ToList().FindIndex(watched => watched.EndsInitialEvents);
            if (end < 0)
            {
                return [];
            }

            from = session.Events[end].Revision;
            live = [.. session.Events.Skip(end + 1)];
            return CheckInitialState(session, end, log, bounds)
                .Concat(CheckOrder(session, from, live))
                .Concat(CheckContent(session, from, live, log))
                .Concat(CheckSum(session, from, live, log));
        }

        return CheckOrder(session, from, live)
            .Concat(CheckContent(session, from, live, log))
            .Concat(CheckSum(session, from, live, log));
    }

    private static IEnumerable<Violation> CheckInitialState(WatchSession session, int end, ReplayedLog log, RealTimeBounds bounds)
    {
        var revision = session.Events[end].Revision;
        var state = Sum([], session.Events.Take(end));
        if (!state.SequenceEqual(log.At(revision, session.Scope)))
        {
            yield return new Violation(Guarantee.InitialState, $"{session}: {state.Count} objects aren't the state at {revision}");
        }

        if (revision < bounds.Floor(session.Start))
        {
            yield return new Violation(
                Guarantee.FreshRead, $"{session}: its state is of {revision}, but {bounds.Floor(session.Start)} was known before");
        }
    }

    /// <summary>What an informer holds in the end, which began with the state that the watch was asked from.</summary>
    private static IEnumerable<Violation> CheckSum(
        WatchSession session, long from, IReadOnlyList<WatchedEvent> events, ReplayedLog log)
    {
        var last = events.Select(watched => watched.Revision).Append(from).Max();
        if (!Sum(log.At(from, session.Scope), events).SequenceEqual(log.At(last, session.Scope)))
        {
            yield return new Violation(Guarantee.NoHole, $"{session}: with its events it isn't the state at {last}");
        }
    }

    private static SortedDictionary<string, ObjectState> Sum(
        IEnumerable<KeyValuePair<string, ObjectState>> before, IEnumerable<WatchedEvent> events)
    {
        var state = new SortedDictionary<string, ObjectState>(StringComparer.Ordinal);
        foreach (var (key, value) in before)
        {
            state[key] = value;
        }

        foreach (var watched in events.Where(watched => !watched.IsBookmark))
        {
            if (watched.Type == WatchedEvent.Deleted)
            {
                state.Remove(watched.Key);
            }
            else
            {
                state[watched.Key] = watched.State!;
            }
        }

        return state;
    }

    /// <summary>What a client sees without any knowledge of the log.</summary>
    private static IEnumerable<Violation> CheckOrder(WatchSession session, long from, IReadOnlyList<WatchedEvent> events)
    {
        var (last, bookmark, atomicUntil) = (0L, from, -1L);
        var seen = new HashSet<(long Revision, string Key)>();
        foreach (var watched in events)
        {
            if (watched.IsBookmark)
            {
                if (watched.Revision < last || watched.Revision < bookmark)
                {
                    yield return new Violation(Guarantee.Bookmarkable,
                        $"{session}: bookmark {watched.Revision} after {Math.Max(last, bookmark)}");
                }

                (bookmark, atomicUntil) = (watched.Revision, last);
                continue;
            }

            if (watched.Revision <= from)
            {
                yield return new Violation(Guarantee.Resumable, $"{session}: {watched} isn't after {from}");
            }
            else if (!seen.Add((watched.Revision, watched.Key)))
            {
                yield return new Violation(Guarantee.Unique, $"{session}: {watched} twice");
            }
            else if (watched.Revision == atomicUntil)
            {
                yield return new Violation(Guarantee.Atomic, $"{session}: a bookmark split revision {watched.Revision}");
            }
            else if (watched.Revision <= bookmark)
            {
                yield return new Violation(Guarantee.Bookmarkable, $"{session}: {watched} after bookmark {bookmark}");
            }
            else if (watched.Revision < last)
            {
                yield return new Violation(Guarantee.Ordered, $"{session}: {watched} after {last}");
            }

            last = Math.Max(last, watched.Revision);
        }
    }

    private static IEnumerable<Violation> CheckContent(
        WatchSession session, long from, IReadOnlyList<WatchedEvent> events, ReplayedLog log)
    {
        var progress = events.Select(watched => watched.Revision).Append(session.CompleteThrough).Max();
        var expected = new Queue<WatchedEvent>(log.Expected(session.Scope, from, progress));
        var isFirst = true;
        foreach (var watched in events.Where(watched => !watched.IsBookmark))
        {
            while (expected.TryPeek(out var next) && next.Revision < watched.Revision)
            {
                yield return Missing(session, expected.Dequeue(), isFirst);
            }

            isFirst = false;
            if (!expected.TryPeek(out var due) || due.Revision != watched.Revision)
            {
                yield return new Violation(Guarantee.Filter, $"{session}: {watched} isn't due to this watch");
                continue;
            }

            expected.Dequeue();
            if (due with { At = watched.At } != watched)
            {
                yield return new Violation(Guarantee.EventType, $"{session}: {watched} {watched.State} should be {due} {due.State}");
            }
        }

        foreach (var missing in expected)
        {
            yield return Missing(session, missing, isFirst);
            isFirst = false;
        }
    }

    private static Violation Missing(WatchSession session, WatchedEvent missing, bool isFirst) =>
        new(isFirst && session.Resumed ? Guarantee.Resumable : Guarantee.Reliable, $"{session}: {missing} was never delivered");
}
