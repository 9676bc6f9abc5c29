using Orleans.KubeApi.Http.FlowControl;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Http.Measuring;

/// <summary>Flow control's figures among the other metrics.</summary>
internal sealed class FlowSource(FlowMetrics metrics) : IMetricSource
{
    private static readonly Dictionary<string, string> Helps = new(StringComparer.Ordinal)
    {
        ["seat_fair_frac"] = "Fair fraction of a level's demand that the seats allow for.",
        ["nominal_limit_seats"] = "Seats of a level by its shares.",
        ["lower_limit_seats"] = "Seats that a level never lends.",
        ["upper_limit_seats"] = "Seats that a level can have with what it borrows.",
        ["current_limit_seats"] = "Seats of a level now.",
        ["target_seats"] = "Seats that a level should have by its demand.",
        ["demand_seats_high_watermark"] = "Most seats wanted in the last period.",
        ["demand_seats_average"] = "Seats wanted on average in the last period.",
        ["demand_seats_stdev"] = "Deviation of the wanted seats in the last period.",
        ["demand_seats_smoothed"] = "Seats wanted, smoothed over periods.",
        ["current_r"] = "Virtual time of a level's queues.",
        ["dispatched_requests_total"] = "Requests that were let in.",
        ["rejected_requests_total"] = "Requests that were refused, by reason.",
        ["request_dispatch_no_accommodation_total"] = "Requests for which no seats were free at once.",
        ["current_inqueue_requests"] = "Requests that wait.",
        ["current_inqueue_seats"] = "Seats that waiting requests want.",
        ["current_executing_requests"] = "Requests that are let in; of watches their beginning.",
        ["current_executing_seats"] = "Seats taken.",
        ["request_wait_duration_seconds"] = "Seconds that requests waited, by whether they were let in then.",
        ["request_execution_seconds"] = "Seconds that requests held their seats.",
        ["request_queue_length_after_enqueue"] = "Length of the queue that a request joined.",
        ["work_estimated_seats"] = "Seats that requests were estimated to need.",
        ["watch_count_samples"] = "Watches that a write concerned.",
    };

    /// <inheritdoc/>
    public void WriteTo(MetricText text)
    {
        const int Prefix = 22; // apiserver_flowcontrol_
        foreach (var family in metrics.Collect().GroupBy(s => s.Name))
        {
            var kind = family.First().Kind switch
            {
                FlowSample.Sort.Counter => MetricKind.Counter,
                FlowSample.Sort.Gauge => MetricKind.Gauge,
                _ => MetricKind.Histogram,
            };
            text.Family(family.Key, kind, Helps.GetValueOrDefault(family.Key[Prefix..], "Flow control."));
            foreach (var sample in family)
            {
                var labels = MetricText.Labels([.. sample.Labels.Select(l => l.Key)], [.. sample.Labels.Select(l => l.Value)]);
                if (sample.Histogram is { } histogram)
                {
                    text.Histogram(labels, histogram.Bounds, histogram.Counts, histogram.Sum);
                }
                else
                {
                    text.Sample(labels, sample.Value);
                }
            }
        }
    }
}
