namespace Orleans.KubeApi.Telemetry;

/// <summary>One series of a family.</summary>
internal interface IMetricSeries
{
    /// <summary>Writes the series' lines.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="labels">The labels as they stand in the text, without braces.</param>
    void WriteTo(MetricText text, string labels);
}
