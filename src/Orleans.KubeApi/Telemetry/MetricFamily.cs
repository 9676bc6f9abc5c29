using System.Collections.Concurrent;

namespace Orleans.KubeApi.Telemetry;

/// <summary>
/// The series of one metric by their labels. Whoever counts often keeps the series it got; finding one builds a text. A family stops
/// growing at <see cref="Limit"/> series: what comes later shares one with the value "other" everywhere, so that no client can fill the
/// memory.
/// </summary>
internal sealed class MetricFamily<T>(string name, MetricKind kind, string help, string[] labels, Func<T> create) : IMetricSource
    where T : class, IMetricSeries
{
    /// <summary>Most series of a family.</summary>
    public const int Limit = 20_000;

    private const string Rest = "other";
    private readonly ConcurrentDictionary<string, T> _series = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The series with these values, in the order of the labels.</summary>
    public T With(params ReadOnlySpan<string> values)
    {
        var text = MetricText.Labels(labels, values);
        if (_series.TryGetValue(text, out var series))
        {
            return series;
        }

        if (Volatile.Read(ref _count) >= Limit)
        {
            text = MetricText.Labels(labels, [.. labels.Select(_ => Rest)]);
        }

        return _series.GetOrAdd(text, static (_, family) =>
        {
            Interlocked.Increment(ref family._count);
            return family.Create();
        }, this);
    }

    /// <inheritdoc/>
    public void WriteTo(MetricText text)
    {
        text.Family(name, kind, help);
        foreach (var (values, series) in _series.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            series.WriteTo(text, values);
        }
    }

    private T Create() => create();
}
