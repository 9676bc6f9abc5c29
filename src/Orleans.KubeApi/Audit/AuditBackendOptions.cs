namespace Orleans.KubeApi.Audit;

/// <summary>How a backend takes and passes on events.</summary>
internal sealed record AuditBackendOptions
{
    /// <summary>Which backend this is, in logs and metrics: log or webhook.</summary>
    public required string Name { get; init; }

    public AuditMode Mode { get; init; }

    public AuditFormat Format { get; init; }

    /// <summary>Events that may wait.</summary>
    public int BufferSize { get; init; } = 10_000;

    /// <summary>Bytes that may wait, in batch mode.</summary>
    public long BufferBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Events passed on at once.</summary>
    public int MaxBatch { get; init; } = 400;

    /// <summary>Bytes passed on at once; a single larger event goes alone.</summary>
    public long MaxBatchBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>How long a first event waits for more, in batch mode.</summary>
    public TimeSpan MaxWait { get; init; }

    /// <summary>Batches a second, 0 for any number.</summary>
    public double ThrottleRate { get; init; }

    /// <summary>Batches that may go at once after a pause.</summary>
    public int ThrottleBurst { get; init; } = 1;

    /// <summary>Batches on their way at the same time.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>Largest event in bytes; a larger one goes without its bodies, or is lost if that doesn't help. 0: no limit.</summary>
    public long MaxEventBytes { get; init; }
}
