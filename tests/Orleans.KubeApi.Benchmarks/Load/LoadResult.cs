namespace Orleans.KubeApi.Benchmarks.Load;

/// <summary>The figures of one load. CPU is the server's, per request or per delivered event; 0 when no processes were named.</summary>
internal sealed record LoadResult(string Name, int Count, int Failed, double Seconds, double CpuMicroseconds, double P50Milliseconds,
    double P99Milliseconds)
{
    public double Rate => Count / Seconds;

    public override string ToString() =>
        $"{Name,-16} {Rate,10:0} /s  {CpuMicroseconds,8:0.0} us CPU  p50 {P50Milliseconds,8:0.00} ms  "
        + $"p99 {P99Milliseconds,8:0.00} ms  {Failed} failed";
}
