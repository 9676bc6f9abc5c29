using Orleans.KubeApi.ClusterTests.Robustness.Model;

namespace Orleans.KubeApi.ClusterTests.Robustness.Validate;

/// <summary>Checks gets and lists: the state at their revision, and a revision that the clock allows.</summary>
internal static class ReadValidator
{
    public static IEnumerable<Violation> Check(History history, ReplayedLog log, RealTimeBounds bounds) =>
        history.Gets.Select(get => CheckGet(get, log, bounds)).OfType<Violation>()
            .Concat(history.Lists.SelectMany(list => CheckList(list, log, bounds)));

    private static Violation? CheckGet(GetOperation get, ReplayedLog log, RealTimeBounds bounds)
    {
        var (first, last) = (bounds.Floor(get.Start), bounds.Ceiling(get.End));
        var timeline = log.Of(get.Key);
        if (timeline.Any(first, last, state => state == get.Result))
        {
            return null;
        }

        var existed = timeline.Any(0, long.MaxValue, state => state == get.Result);
        return new Violation(
            existed ? Guarantee.FreshRead : Guarantee.SnapshotRead,
            $"get {get.Key} by client {get.Client} answered {get.Result?.ToString() ?? "absent"}, which was not so between revisions "
            + $"{first} and {last}: {timeline.At(first)?.ToString() ?? "absent"} at {first}");
    }

    private static IEnumerable<Violation> CheckList(ListOperation list, ReplayedLog log, RealTimeBounds bounds)
    {
        var revision = list.Pages[0].Revision;
        if (list.Pages.Any(page => page.Revision != revision))
        {
            yield return new Violation(
                Guarantee.PagesOfOneSnapshot, $"{list}: pages at {string.Join(", ", list.Pages.Select(page => page.Revision))}");
            yield break;
        }

        var (time, content) = list.Consistency switch
        {
            ReadConsistency.MostRecent => (Guarantee.FreshRead, Guarantee.SnapshotRead),
            ReadConsistency.Exact => (Guarantee.ExactRead, Guarantee.ExactRead),
            _ => (Guarantee.NotOlderRead, Guarantee.NotOlderRead),
        };
        var lowest = list.Consistency switch
        {
            ReadConsistency.MostRecent => bounds.Floor(list.Start),
            ReadConsistency.NotOlderThan or ReadConsistency.Exact => list.Requested,
            _ => 0,
        };
        var highest = list.Consistency == ReadConsistency.Exact ? list.Requested : bounds.Ceiling(list.End);
        if (revision < lowest || revision > highest)
        {
            yield return new Violation(time, $"{list} should be at {lowest} to {highest}");
        }

        var items = list.Pages.SelectMany(page => page.Items).ToList();
        var expected = log.At(revision, list.Scope);
        if (!items.SequenceEqual(expected))
        {
            yield return new Violation(
                list.Pages.Count > 1 ? Guarantee.PagesOfOneSnapshot : content, $"{list}: {Difference(items, expected)}");
        }
    }

    private static string Difference(
        List<KeyValuePair<string, ObjectState>> items, List<KeyValuePair<string, ObjectState>> expected)
    {
        var missing = expected.Except(items).Take(3);
        var surplus = items.Except(expected).Take(3);
        return $"{items.Count} items instead of {expected.Count}; missing {string.Join(", ", missing)}; "
            + $"surplus {string.Join(", ", surplus)} (none of both: wrong order)";
    }
}
