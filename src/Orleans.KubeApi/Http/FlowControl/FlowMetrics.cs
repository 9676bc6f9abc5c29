using static Orleans.KubeApi.Http.FlowControl.FlowSample;

namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>
/// The figures of flow control as series named like the original's, <c>apiserver_flowcontrol_…</c>. Requests only count; the series are
/// made when somebody asks. Labels are names of objects, never a client's to choose.
/// </summary>
internal sealed class FlowMetrics(FlowController controller)
{
    private const string Prefix = "apiserver_flowcontrol_";

    /// <summary>All series of this moment.</summary>
    public IReadOnlyList<FlowSample> Collect()
    {
        var samples = new List<FlowSample> { new(Prefix + "seat_fair_frac", Sort.Gauge, [], controller.FairFraction) };
        foreach (var level in controller.Levels)
        {
            AddLevel(samples, level);
        }

        foreach (var schema in controller.Current.Schemas)
        {
            AddSchema(samples, schema);
        }

        return samples;
    }

    private static void AddLevel(List<FlowSample> samples, FlowLevel level)
    {
        var name = level.Settings.Name;
        var shares = level.Shares;
        var demand = level.Demand;
        void Gauge(string metric, double value) => samples.Add(new(Prefix + metric, Sort.Gauge, [new("priority_level", name)], value));
        Gauge("nominal_limit_seats", shares.Nominal);
        Gauge("lower_limit_seats", shares.Least);
        Gauge("upper_limit_seats", shares.Most);
        Gauge("current_limit_seats", shares.Current);
        Gauge("target_seats", shares.Target);
        Gauge("demand_seats_high_watermark", demand.HighWatermark);
        Gauge("demand_seats_average", demand.Average);
        Gauge("demand_seats_stdev", demand.Deviation);
        Gauge("demand_seats_smoothed", demand.Smoothed);
        Gauge("current_r", level.Progress);
    }

    private static void AddSchema(List<FlowSample> samples, CompiledSchema schema)
    {
        var of = schema.Level.Statistics(schema);
        KeyValuePair<string, string>[] labels = [new("priority_level", schema.Level.Settings.Name), new("flow_schema", schema.Name)];
        void Counter(string name, long value, (string Name, string Value)? more = null) =>
            samples.Add(new(Prefix + name, Sort.Counter, With(labels, more), value));
        void Gauge(string name, long value) => samples.Add(new(Prefix + name, Sort.Gauge, labels, value));
        void Histogram(string name, FlowHistogram value, (string Name, string Value)? more = null) =>
            samples.Add(new(Prefix + name, Sort.Histogram, With(labels, more), 0, value));

        Counter("dispatched_requests_total", of.Dispatched);
        Counter("rejected_requests_total", of.QueueFull, ("reason", "queue-full"));
        Counter("rejected_requests_total", of.ConcurrencyLimit, ("reason", "concurrency-limit"));
        Counter("rejected_requests_total", of.TimedOut, ("reason", "time-out"));
        Counter("request_dispatch_no_accommodation_total", of.NotAccommodated);
        Gauge("current_inqueue_requests", of.Waiting);
        Gauge("current_inqueue_seats", of.WaitingSeats);
        Gauge("current_executing_requests", of.Executing);
        Gauge("current_executing_seats", of.ExecutingSeats);
        Histogram("request_wait_duration_seconds", of.WaitServed, ("execute", "true"));
        Histogram("request_wait_duration_seconds", of.WaitRefused, ("execute", "false"));
        Histogram("request_execution_seconds", of.Execution);
        Histogram("request_queue_length_after_enqueue", of.QueueLength);
        Histogram("work_estimated_seats", of.Seats);
        Histogram("watch_count_samples", of.Watches);
    }

    private static KeyValuePair<string, string>[] With(KeyValuePair<string, string>[] labels, (string Name, string Value)? more) =>
        more is { } one ? [.. labels, new(one.Name, one.Value)] : labels;
}
