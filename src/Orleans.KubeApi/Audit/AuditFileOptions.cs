namespace Orleans.KubeApi.Audit;

/// <summary>How an audit file is rotated.</summary>
internal sealed record AuditFileOptions
{
    public required string Path { get; init; }

    /// <summary>Size in bytes at which a new file is begun.</summary>
    public long MaxBytes { get; init; } = 100 * 1024 * 1024;

    /// <summary>Age at which an old file is deleted; zero: never.</summary>
    public TimeSpan MaxAge { get; init; }

    /// <summary>Old files that are kept; 0: all.</summary>
    public int MaxBackups { get; init; }

    /// <summary>Old files are compressed with gzip.</summary>
    public bool Compress { get; init; }
}
