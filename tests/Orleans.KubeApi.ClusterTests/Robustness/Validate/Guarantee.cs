namespace Orleans.KubeApi.ClusterTests.Robustness.Validate;

/// <summary>The guarantees that a history is checked for. The watch guarantees have the names that etcd gives them.</summary>
internal static class Guarantee
{
    /// <summary>Every write is one step from the state before it, as its kind says.</summary>
    public const string Replay = nameof(Replay);

    /// <summary>Nothing is in the log that no client asked for, and nothing that was refused.</summary>
    public const string NoPhantom = nameof(NoPhantom);

    /// <summary>The revisions of the log grow; none comes twice.</summary>
    public const string OneHistory = nameof(OneHistory);

    /// <summary>An update that named a revision was done on that revision.</summary>
    public const string CompareAndSet = nameof(CompareAndSet);

    /// <summary>A create was done where nothing was.</summary>
    public const string CreateOnce = nameof(CreateOnce);

    /// <summary>A delete that named a uid removed the object of that uid.</summary>
    public const string Precondition = nameof(Precondition);

    /// <summary>Every acknowledged write is in the log, as acknowledged.</summary>
    public const string Durable = nameof(Durable);

    /// <summary>A returned before B began: the revision of A is below that of B.</summary>
    public const string RealTime = nameof(RealTime);

    /// <summary>A refusal was right at some moment of the request.</summary>
    public const string JustifiedRefusal = nameof(JustifiedRefusal);

    /// <summary>A most recent read is at or above everything that was known before it began; none sees the future.</summary>
    public const string FreshRead = nameof(FreshRead);

    /// <summary>A list at an exact revision is at that revision, and is the state at it.</summary>
    public const string ExactRead = nameof(ExactRead);

    /// <summary>A list not older than a revision isn't, and one of any revision isn't a mixture of two.</summary>
    public const string NotOlderRead = nameof(NotOlderRead);

    /// <summary>A most recent read is exactly the state at its revision, in key order.</summary>
    public const string SnapshotRead = nameof(SnapshotRead);

    /// <summary>All pages of a list come from one snapshot.</summary>
    public const string PagesOfOneSnapshot = nameof(PagesOfOneSnapshot);

    /// <summary>Revisions never decrease in one watch.</summary>
    public const string Ordered = nameof(Ordered);

    /// <summary>No revision comes twice in one watch.</summary>
    public const string Unique = nameof(Unique);

    /// <summary>No event is left out between two that were delivered.</summary>
    public const string Reliable = nameof(Reliable);

    /// <summary>The changes of one revision are never split by a progress point.</summary>
    public const string Atomic = nameof(Atomic);

    /// <summary>A watch from a revision begins with the first event after it.</summary>
    public const string Resumable = nameof(Resumable);

    /// <summary>After a bookmark come only later events, and it isn't below what came before it.</summary>
    public const string Bookmarkable = nameof(Bookmarkable);

    /// <summary>The state that a watch began at and its events add up to the state that it ended at.</summary>
    public const string NoHole = nameof(NoHole);

    /// <summary>Only what the selector matches, or has just stopped to match, is delivered.</summary>
    public const string Filter = nameof(Filter);

    /// <summary>ADDED, MODIFIED and DELETED are what the step was for this watch; the object is the right version.</summary>
    public const string EventType = nameof(EventType);

    /// <summary>The initial events of a watch add up to the state at the bookmark that ends them.</summary>
    public const string InitialState = nameof(InitialState);
}
