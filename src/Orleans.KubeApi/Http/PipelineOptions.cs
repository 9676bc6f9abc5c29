namespace Orleans.KubeApi.Http;

/// <summary>Limits and times of the HTTP front end (design, section 10). Defaults are the original's where it has one.</summary>
internal sealed record PipelineOptions
{
    /// <summary>The Strict-Transport-Security header of every answer; null for none.</summary>
    public string? StrictTransportSecurity { get; init; }

    /// <summary>Reads in flight per silo.</summary>
    public int MaxReads { get; init; } = 400;

    /// <summary>Writes in flight per silo.</summary>
    public int MaxWrites { get; init; } = 200;

    /// <summary>Watches open per silo.</summary>
    public int MaxWatches { get; init; } = 10_000;

    /// <summary>Largest request body in bytes.</summary>
    public int MaxBody { get; init; } = 3 * 1024 * 1024;

    /// <summary>Longest a request may take; a client can only shorten it.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest a single write may take.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(34);

    /// <summary>A watch without timeoutSeconds lasts between once and twice this.</summary>
    public TimeSpan MinWatchTimeout { get; init; } = TimeSpan.FromSeconds(1800);

    /// <summary>How often a watch that asked for bookmarks gets one.</summary>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long before a watch's timeout it gets its last bookmark.</summary>
    public TimeSpan LastBookmark { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long after its first page a list can be continued at its revision; then 410 and an inconsistent token.</summary>
    public TimeSpan ContinueAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Answers larger than this are compressed for clients that ask for it.</summary>
    public int GzipFrom { get; init; } = 128 * 1024;

    /// <summary>Streams are flushed about every so many bytes.</summary>
    public int FlushFrom { get; init; } = 64 * 1024;

    /// <summary>Objects that a deletecollection deletes at the same time.</summary>
    public int DeleteCollectionWorkers { get; init; } = 16;
}
