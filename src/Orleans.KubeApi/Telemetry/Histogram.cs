namespace Orleans.KubeApi.Telemetry;

/// <summary>
/// Observations counted by upper bound. Any thread may observe: two interlocked operations, nothing is allocated. A reader may see an
/// observation in its bucket that the sum doesn't have yet.
/// </summary>
/// <param name="bounds">Rising upper bounds; a last bucket without bound follows.</param>
internal sealed class Histogram(double[] bounds) : IMetricSeries
{
    private readonly long[] _counts = new long[bounds.Length + 1];
    private double _sum;

    /// <summary>Number of observations.</summary>
    public long Count
    {
        get
        {
            long count = 0;
            for (var i = 0; i < _counts.Length; i++)
            {
                count += Volatile.Read(ref _counts[i]);
            }

            return count;
        }
    }

    public double Sum => Volatile.Read(ref _sum);

    /// <summary>Counts one observation.</summary>
    public void Observe(double value)
    {
        var at = 0;
        while (at < bounds.Length && value > bounds[at])
        {
            at++;
        }

        Interlocked.Increment(ref _counts[at]);
        var sum = Volatile.Read(ref _sum);
        while (true)
        {
            var seen = Interlocked.CompareExchange(ref _sum, sum + value, sum);
            if (seen == sum)
            {
                return;
            }

            sum = seen;
        }
    }

    /// <inheritdoc/>
    public void WriteTo(MetricText text, string labels)
    {
        var counts = new long[_counts.Length];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = Volatile.Read(ref _counts[i]);
        }

        text.Histogram(labels, bounds, counts, Sum);
    }
}
