using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Http.Measuring;

/// <summary>The series of all requests with the same labels, found once.</summary>
/// <param name="open">Makes the histograms of duration, of the duration without queues, and of sizes where they are measured.</param>
/// <param name="counterOf">Makes the counter of a status code.</param>
internal sealed class RequestSeries(Func<(Histogram Duration, Histogram Sli, Histogram? Sizes)> open, Func<int, Counter> counterOf)
{
    private readonly Lock _lock = new();
    private readonly Lazy<(Histogram Duration, Histogram Sli, Histogram? Sizes)> _histograms = new(open);
    private (int Code, Counter Counter)[] _codes = [];

    /// <summary>A handler answered.</summary>
    /// <param name="seconds">From arrival to the end.</param>
    /// <param name="queued">Of these, in flow control's queues.</param>
    /// <param name="bytes">Size of the answer.</param>
    public void Answered(double seconds, double queued, long bytes)
    {
        var (duration, sli, sizes) = _histograms.Value;
        duration.Observe(seconds);
        sli.Observe(Math.Max(0, seconds - queued));
        sizes?.Observe(bytes);
    }

    /// <summary>The counter of a status code. There are few of them, so they are looked through.</summary>
    public Counter Of(int code)
    {
        foreach (var known in Volatile.Read(ref _codes))
        {
            if (known.Code == code)
            {
                return known.Counter;
            }
        }

        var counter = counterOf(code);
        lock (_lock)
        {
            Volatile.Write(ref _codes, [.. _codes, (code, counter)]);
        }

        return counter;
    }
}
