namespace Orleans.KubeApi.Benchmarks.Load;

/// <summary>A fixed number of latencies in ticks of the monotonic clock, added by many threads.</summary>
internal sealed class Latencies(int capacity)
{
    private readonly long[] _ticks = new long[capacity];
    private int _count;

    public int Count => Math.Min(Volatile.Read(ref _count), capacity);

    public void Add(long ticks)
    {
        var index = Interlocked.Increment(ref _count) - 1;
        if (index < capacity)
        {
            _ticks[index] = ticks;
        }
    }

    /// <summary>The latency in milliseconds that a share of all stays below.</summary>
    public double Percentile(double share)
    {
        if (Count == 0)
        {
            return double.NaN;
        }

        var sorted = _ticks.AsSpan(0, Count).ToArray();
        Array.Sort(sorted);
        return sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))] * 1000.0 / TimeProvider.System.TimestampFrequency;
    }
}
