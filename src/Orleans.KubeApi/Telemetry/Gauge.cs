namespace Orleans.KubeApi.Telemetry;

/// <summary>A whole number of the moment. Any thread may change it.</summary>
internal sealed class Gauge : IMetricSeries
{
    private long _value;

    public long Value => Volatile.Read(ref _value);

    public void Add(long by) => Interlocked.Add(ref _value, by);

    public void Set(long value) => Volatile.Write(ref _value, value);

    /// <inheritdoc/>
    public void WriteTo(MetricText text, string labels) => text.Sample(labels, Value);
}
