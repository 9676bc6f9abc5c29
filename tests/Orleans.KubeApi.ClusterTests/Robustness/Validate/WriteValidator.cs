using Orleans.KubeApi.ClusterTests.Robustness.Model;

namespace Orleans.KubeApi.ClusterTests.Robustness.Validate;

/// <summary>Checks every answer to a write against the log and the clock.</summary>
internal static class WriteValidator
{
    public static IEnumerable<Violation> Check(History history, ResolvedWrites resolved, ReplayedLog log, RealTimeBounds bounds)
    {
        foreach (var write in history.Writes)
        {
            var entry = resolved.EntryOf(write);
            if (write.Outcome == Outcome.Done && CheckDone(write, entry) is { } lost)
            {
                yield return lost;
            }

            if (write.Outcome == Outcome.Refused && !IsJustified(write, log.Of(write.Key), bounds))
            {
                yield return new Violation(Guarantee.JustifiedRefusal, $"{write} between revisions "
                    + $"{bounds.Floor(write.Start)} and {bounds.Ceiling(write.End)}");
            }

            if (entry is not null && entry.Revision <= bounds.Floor(write.Start))
            {
                yield return new Violation(Guarantee.RealTime, $"{write} got revision {entry.Revision}, but "
                    + $"{bounds.Floor(write.Start)} was known before it was sent");
            }
        }
    }

    private static Violation? CheckDone(WriteOperation write, WatchedEvent? entry)
    {
        if (entry is null)
        {
            return new Violation(Guarantee.Durable, $"acknowledged, but not in the log: {write}");
        }

        return write.Result is null || write.Result == entry.State
            ? null
            : new Violation(Guarantee.Durable, $"acknowledged {write.Result}, but the log has {entry} {entry.State}");
    }

    private static bool IsJustified(WriteOperation write, ObjectTimeline timeline, RealTimeBounds bounds)
    {
        Predicate<ObjectState?> condition = (write.Kind, write.Reason) switch
        {
            (WriteKind.Create, "AlreadyExists") => state => state is not null,
            (WriteKind.Update or WriteKind.Patch or WriteKind.Delete, "NotFound") => state => state is null,
            (WriteKind.Update, "Conflict") => state => state?.Revision != write.ExpectedRevision,
            (WriteKind.Delete, "Conflict") => state => write.ExpectedUid is not null && state?.Uid != write.ExpectedUid,

            // Too many requests is always allowed; a patch without a resourceVersion has nothing to conflict with.
            (_, "TooManyRequests") => _ => true,
            _ => _ => false,
        };
        return timeline.Any(bounds.Floor(write.Start), bounds.Ceiling(write.End), condition);
    }
}
