using Orleans.KubeApi.ClusterTests.Robustness.Model;

namespace Orleans.KubeApi.ClusterTests.Robustness.Validate;

/// <summary>Checks that the log is one history: growing revisions, and every entry the step that its write describes.</summary>
internal static class LogValidator
{
    public static IEnumerable<Violation> Check(History history, ResolvedWrites resolved)
    {
        var current = new Dictionary<string, ObjectState>(StringComparer.Ordinal);
        var last = history.StartRevision;
        foreach (var entry in history.Log)
        {
            if (entry.Revision <= last)
            {
                yield return new Violation(Guarantee.OneHistory, $"log: {entry} after revision {last}");
            }

            last = Math.Max(last, entry.Revision);
            var before = current.GetValueOrDefault(entry.Key);
            if (CheckEntry(entry, before, resolved.WriteOf(entry)) is { } violation)
            {
                yield return violation;
            }

            if (entry.Type == WatchedEvent.Deleted)
            {
                current.Remove(entry.Key);
            }
            else
            {
                current[entry.Key] = entry.State!;
            }
        }
    }

    private static Violation? CheckEntry(WatchedEvent entry, ObjectState? before, WriteOperation? write)
    {
        if (write is null || write.Key != entry.Key)
        {
            return new Violation(Guarantee.NoPhantom, $"log: {entry} was written by nobody");
        }

        if (write.Outcome == Outcome.Refused)
        {
            return new Violation(Guarantee.NoPhantom, $"log: {entry} was refused to its client: {write}");
        }

        var expected = Apply(write, before, entry);
        return expected == entry
            ? null
            : new Violation(BrokenBy(write, before), $"log: {entry} {entry.State} should be {expected?.ToString() ?? "impossible"} "
                + $"{expected?.State} after {before} by {write}");
    }

    /// <summary>What it is called when the write wasn't one step from the state before it.</summary>
    private static string BrokenBy(WriteOperation write, ObjectState? before) => write.Kind switch
    {
        WriteKind.Create when before is not null => Guarantee.CreateOnce,
        WriteKind.Update when before is not null && write.ExpectedRevision != before.Revision => Guarantee.CompareAndSet,
        WriteKind.Delete when before is not null && !IsMeant(write, before) => Guarantee.Precondition,
        _ => Guarantee.Replay,
    };

    private static bool IsMeant(WriteOperation delete, ObjectState before) =>
        delete.ExpectedUid is null || delete.ExpectedUid == before.Uid;

    /// <summary>The entry that the write makes of the state before it, or null when it can't be done on that state.</summary>
    private static WatchedEvent? Apply(WriteOperation write, ObjectState? before, WatchedEvent entry)
    {
        var uid = before?.Uid ?? entry.State!.Uid;
        var revision = entry.Revision;
        return (write.Kind, before) switch
        {
            (WriteKind.Create, null) => entry with
            {
                Type = WatchedEvent.Added,
                State = new ObjectState(uid, revision, write.Tag, write.Tag, write.Tag, write.Team!),
            },
            (WriteKind.Update, not null) when write.ExpectedRevision == before.Revision => entry with
            {
                Type = WatchedEvent.Modified,
                State = new ObjectState(uid, revision, write.Tag, write.Tag, write.P, write.Team!),
            },
            (WriteKind.Patch, not null) => entry with
            {
                Type = WatchedEvent.Modified,
                State = before with { Revision = revision, Tag = write.Tag, P = write.Tag, Team = write.Team ?? before.Team },
            },
            (WriteKind.Delete, not null) when IsMeant(write, before) => entry with
            {
                Type = WatchedEvent.Deleted,
                State = before with { Revision = revision },
            },
            _ => null,
        };
    }
}
