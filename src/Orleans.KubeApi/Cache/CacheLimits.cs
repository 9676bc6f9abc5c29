namespace Orleans.KubeApi.Cache;

/// <summary>
/// Limits of a silo cache (design, section 10). Bytes besides counts, because a hot object of a megabyte would fill memory long before the
/// count.
/// </summary>
internal sealed record CacheLimits
{
    /// <summary>Events in the watch window.</summary>
    public int WindowEvents { get; init; } = 100_000;

    /// <summary>Bytes of object versions in the watch window.</summary>
    public long WindowBytes { get; init; } = 48L << 20;

    /// <summary>Age of the oldest event in the window.</summary>
    public TimeSpan WindowAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Events waiting for one watcher.</summary>
    public int ChannelEvents { get; init; } = 1_000;

    /// <summary>Bytes waiting for one watcher.</summary>
    public long ChannelBytes { get; init; } = 8L << 20;

    /// <summary>The latest snapshots, kept for lists at an exact revision; they share all but the changed paths.</summary>
    public int RecentSnapshots { get; init; } = 256;

    /// <summary>Snapshots kept because pages of them were served.</summary>
    public int KeptSnapshots { get; init; } = 64;

    /// <summary>How long a read waits for a revision that is not here yet.</summary>
    public TimeSpan RevisionWait { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a "most recent" read waits while its collection has no owner; then 503.</summary>
    public TimeSpan OwnerWait { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>How long one poll of the owner may last; well below the time after which a grain call counts as lost.</summary>
    public TimeSpan PollWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A cache that has not heard from its owner for so long answers nothing any more.</summary>
    public TimeSpan Staleness { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a request waits for a cache to load before it is told to come again.</summary>
    public TimeSpan LoadWait { get; init; } = TimeSpan.FromSeconds(10);
}
