namespace Orleans.KubeApi.Benchmarks.Storage;

/// <summary>
/// What a probe measured: rows a second, and this process's CPU and allocation per row (a database process's CPU is not in it).
/// </summary>
internal sealed record StoreProbeResult(double RowsPerSecond, double MicrosecondsPerRow, double BytesPerRow);
