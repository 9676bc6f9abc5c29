using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Http.Measuring;

/// <summary>What one watch counts.</summary>
/// <param name="Events">Events sent.</param>
/// <param name="Sizes">Their bytes.</param>
/// <param name="Initial">Seconds until its initial events were sent, if it asked for any.</param>
internal sealed record WatchSeries(Counter Events, Histogram Sizes, Histogram Initial);
