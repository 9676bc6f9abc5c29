namespace Orleans.KubeApi.Telemetry;

/// <summary>
/// All metrics of one server, written as Prometheus' text format.
/// <para>
/// Own code, after a look at what there is: the exporter of OpenTelemetry was still a preview, adds suffixes and scope labels to names
/// that must be
/// the original's, and looks nine labels up per observation; prometheus-net can't show histograms that are counted elsewhere (flow
/// control counts under its own lock), and its last release was years old. What is left is counters, a writer of lines, and no package.
/// OpenMetrics isn't offered: it would rename the counters that the original names without <c>_total</c>.
/// </para>
/// </summary>
internal sealed class MetricRegistry
{
    private readonly Lock _lock = new();
    private IMetricSource[] _sources = [];

    /// <summary>Adds a source for good.</summary>
    public void Add(IMetricSource source)
    {
        lock (_lock)
        {
            Volatile.Write(ref _sources, [.. _sources, source]);
        }
    }

    /// <summary>Adds a family of counters.</summary>
    public MetricFamily<Counter> Counter(string name, string help, params string[] labels) =>
        Added(new MetricFamily<Counter>(name, MetricKind.Counter, help, labels, static () => new Counter()));

    /// <summary>Adds a family of gauges.</summary>
    public MetricFamily<Gauge> Gauge(string name, string help, params string[] labels) =>
        Added(new MetricFamily<Gauge>(name, MetricKind.Gauge, help, labels, static () => new Gauge()));

    /// <summary>Adds a family of histograms.</summary>
    public MetricFamily<Histogram> Histogram(string name, string help, double[] bounds, params string[] labels) =>
        Added(new MetricFamily<Histogram>(name, MetricKind.Histogram, help, labels, () => new Histogram(bounds)));

    /// <summary>All metrics of this moment.</summary>
    public MetricText Collect()
    {
        var text = new MetricText();
        foreach (var source in Volatile.Read(ref _sources))
        {
            source.WriteTo(text);
        }

        return text;
    }

    private MetricFamily<T> Added<T>(MetricFamily<T> family)
        where T : class, IMetricSeries
    {
        Add(family);
        return family;
    }
}
