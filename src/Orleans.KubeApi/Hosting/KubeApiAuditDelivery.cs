namespace Orleans.KubeApi.Hosting;

/// <summary>How events get from requests to a backend.</summary>
public sealed class KubeApiAuditDelivery
{
    /// <summary>
    /// <c>batch</c>: requests don't wait, what doesn't fit into the buffer is lost and counted. <c>blocking</c>: requests wait.
    /// <c>blocking-strict</c>: and are refused when their first event can't be written.
    /// </summary>
    public string Mode { get; set; } = "batch";

    /// <summary>Events that may wait.</summary>
    public int BatchBufferSize { get; set; } = 10_000;

    /// <summary>Events that are passed on at once.</summary>
    public int BatchMaxSize { get; set; } = 400;

    /// <summary>How long an event waits for others.</summary>
    public TimeSpan BatchMaxWait { get; set; }

    /// <summary>Whether batches are limited to a rate.</summary>
    public bool ThrottleEnable { get; set; }

    /// <summary>Batches a second.</summary>
    public double ThrottleQps { get; set; } = 10;

    /// <summary>Batches that may go at once after a pause.</summary>
    public int ThrottleBurst { get; set; } = 15;

    /// <summary>Whether large events lose their bodies.</summary>
    public bool TruncateEnabled { get; set; }

    /// <summary>Largest event in bytes.</summary>
    public int TruncateMaxEventSize { get; set; } = 100 * 1024;

    /// <summary>Largest batch in bytes.</summary>
    public int TruncateMaxBatchSize { get; set; } = 10 * 1024 * 1024;
}
