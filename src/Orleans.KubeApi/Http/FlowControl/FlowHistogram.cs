namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>Counts of observations by upper bound. Guarded by the level's lock.</summary>
internal sealed class FlowHistogram(double[] bounds)
{
    private readonly long[] _counts = new long[bounds.Length + 1];

    /// <summary>Upper bounds, rising; a last bucket without bound follows.</summary>
    public IReadOnlyList<double> Bounds => bounds;

    /// <summary>Observations in each bucket, not cumulated.</summary>
    public IReadOnlyList<long> Counts => _counts;

    public double Sum { get; private set; }

    public void Observe(double value)
    {
        var at = 0;
        while (at < bounds.Length && value > bounds[at])
        {
            at++;
        }

        _counts[at]++;
        Sum += value;
    }

    /// <summary>A copy that nobody changes any more.</summary>
    public FlowHistogram Copy()
    {
        var copy = new FlowHistogram(bounds) { Sum = Sum };
        _counts.CopyTo(copy._counts, 0);
        return copy;
    }
}
