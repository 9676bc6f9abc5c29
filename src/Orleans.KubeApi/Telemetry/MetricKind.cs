namespace Orleans.KubeApi.Telemetry;

/// <summary>How a metric behaves.</summary>
internal enum MetricKind
{
    /// <summary>Only ever rises.</summary>
    Counter,

    /// <summary>A value of the moment.</summary>
    Gauge,

    /// <summary>Observations by upper bounds.</summary>
    Histogram,
}
