using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Watch;

/// <summary>What a watch does besides passing on events.</summary>
internal sealed record WatchPlan
{
    /// <summary>Objects to tell of first, in key order; null = none is asked for (an empty list still gets its closing bookmark).</summary>
    public required IReadOnlyList<StoredObject>? Initial { get; init; }

    /// <summary>The revision of <see cref="Initial"/>, or the one the client named.</summary>
    public required long StartRevision { get; init; }

    /// <summary>The client takes bookmarks.</summary>
    public required bool Bookmarks { get; init; }

    /// <summary>What is flushed together is compressed together, and whole by itself.</summary>
    public bool Packed { get; init; }

    /// <summary>Why the watch ends with its first event; null if it doesn't.</summary>
    public Status? Refused { get; init; }

    /// <summary>How long the watch lasts.</summary>
    public required TimeSpan Timeout { get; init; }
}
