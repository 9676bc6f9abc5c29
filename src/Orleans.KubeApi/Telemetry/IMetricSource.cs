namespace Orleans.KubeApi.Telemetry;

/// <summary>Something that has metrics: kept ones, or such that are made when somebody asks.</summary>
internal interface IMetricSource
{
    /// <summary>Writes whole families. Must not wait; a family belongs to one source.</summary>
    void WriteTo(MetricText text);
}
