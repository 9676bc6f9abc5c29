using Orleans.KubeApi.ClusterTests.Robustness.Model;

namespace Orleans.KubeApi.ClusterTests.Robustness.Validate;

/// <summary>
/// Ways to falsify a correct history. Each throws when the history has no place for it, so that no test passes by accident.
/// </summary>
internal static class Sabotage
{
    public static History Events(
        History history, Func<WatchSession, bool> session, Func<List<WatchedEvent>, bool> falsify)
    {
        var watches = history.Watches.ToList();
        for (var i = 0; i < watches.Count; i++)
        {
            var events = watches[i].Events.ToList();
            if (session(watches[i]) && falsify(events))
            {
                watches[i] = watches[i] with { Events = events };
                return history with { Watches = watches };
            }
        }

        throw new InvalidOperationException("No watch session can be falsified so.");
    }

    public static History Writes(History history, Predicate<WriteOperation> which, Func<WriteOperation, WriteOperation> falsify) =>
        history with { Writes = Replace(history.Writes, which, falsify) };

    public static History Log(History history, Predicate<WatchedEvent> which, Func<WatchedEvent, WatchedEvent> falsify) =>
        history with { Log = Replace(history.Log, which, falsify) };

    public static History Gets(History history, Predicate<GetOperation> which, Func<GetOperation, GetOperation> falsify) =>
        history with { Gets = Replace(history.Gets, which, falsify) };

    public static History Lists(History history, Predicate<ListOperation> which, Func<ListOperation, ListOperation> falsify) =>
        history with { Lists = Replace(history.Lists, which, falsify) };

    /// <summary>As if the last change of some object had been acknowledged and then lost everywhere.</summary>
    public static History LoseAcknowledgedWrite(History history)
    {
        var last = history.Log.GroupBy(entry => entry.Key).Select(group => group.Last())
            .First(entry =>
                history.Writes.Any(write => write.Tag == entry.State!.Tag && write.Result is not null && write.Kind != WriteKind.Delete)
                && entry.Type != WatchedEvent.Deleted);
        return history with
        {
            Log = [.. history.Log.Where(entry => entry != last)],
            Watches =
            [
                .. history.Watches.Select(watch => watch with
                {
                    Events = [.. watch.Events.Where(watched => watched.Revision != last.Revision || watched.IsBookmark)],
                }),
            ],
            Gets = [.. history.Gets.Where(get => get.Result?.Revision != last.Revision)],
            Lists = [],
        };
    }

    private static List<T> Replace<T>(IReadOnlyList<T> items, Predicate<T> which, Func<T, T> falsify)
    {
        var copy = items.ToList();
        var index = copy.FindIndex(which);
        if (index < 0)
        {
            throw new InvalidOperationException($"No {typeof(T).Name} can be falsified so.");
        }

        copy[index] = falsify(copy[index]);
        return copy;
    }
}
