namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>One series at one moment: a metric's name as the original has it, its labels, and a value or a histogram.</summary>
internal readonly record struct FlowSample(
    string Name, FlowSample.Sort Kind, IReadOnlyList<KeyValuePair<string, string>> Labels, double Value, FlowHistogram? Histogram = null)
{
    /// <summary>How a metric behaves.</summary>
    internal enum Sort
    {
        Counter,
        Gauge,
        Histogram,
    }
}
