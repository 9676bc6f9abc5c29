namespace Orleans.KubeApi.Telemetry;

/// <summary>A number that only rises. Any thread may count; costs one interlocked addition.</summary>
internal sealed class Counter : IMetricSeries
{
    private long _value;

    public long Value => Volatile.Read(ref _value);

    public void Add(long by = 1) => Interlocked.Add(ref _value, by);

    /// <inheritdoc/>
    public void WriteTo(MetricText text, string labels) => text.Sample(labels, Value);
}
