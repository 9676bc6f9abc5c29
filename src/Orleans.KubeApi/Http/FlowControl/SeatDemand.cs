namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>
/// How many seats a level could use: integrals over the current period, and figures of the last one. Guarded by the level's lock.
/// </summary>
internal sealed class SeatDemand
{
    // With a period of ten seconds the half-life of a peak is five minutes.
    private const double Smoothing = 0.977;

    private double _value;
    private double _max;
    private double _elapsed;
    private double _integral;
    private double _squares;

    /// <summary>The most seats asked for at once in the last period.</summary>
    public int HighWatermark { get; private set; }

    /// <summary>Mean of the last period.</summary>
    public double Average { get; private set; }

    /// <summary>Standard deviation of the last period.</summary>
    public double Deviation { get; private set; }

    /// <summary>Rises at once to mean plus deviation, falls slowly.</summary>
    public double Smoothed { get; private set; }

    /// <summary>Time has passed with the current value.</summary>
    public void Advance(double seconds)
    {
        _elapsed += seconds;
        _integral += _value * seconds;
        _squares += _value * _value * seconds;
    }

    /// <summary>The value is another from now on.</summary>
    public void Set(int seats)
    {
        _value = seats;
        _max = Math.Max(_max, _value);
    }

    /// <summary>Ends a period.</summary>
    public void EndPeriod()
    {
        HighWatermark = (int)Math.Round(_max);
        if (_elapsed > 0)
        {
            Average = _integral / _elapsed;
            Deviation = Math.Sqrt(Math.Max(0, (_squares / _elapsed) - (Average * Average)));
            var envelope = Average + Deviation;
            Smoothed = Math.Max(envelope, (Smoothing * Smoothed) + ((1 - Smoothing) * envelope));
        }

        (_elapsed, _integral, _squares, _max) = (0, 0, 0, _value);
    }
}
