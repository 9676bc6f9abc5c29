namespace Orleans.KubeApi.Hosting.Silo;

/// <summary>
/// A wall clock that nobody sets: when it was made, and what has passed since. Orleans plans the end of idle grains by a clock and refuses
/// new activations while that is behind what it has seen once, even for a moment.
/// </summary>
/// <param name="time">The clock of the machine, which may be set.</param>
internal sealed class SteadyClock(TimeProvider time) : TimeProvider
{
    private readonly DateTimeOffset _made = time.GetUtcNow();
    private readonly long _start = time.GetTimestamp();

    /// <inheritdoc/>
    public override long TimestampFrequency => time.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _made + time.GetElapsedTime(_start);

    /// <inheritdoc/>
    public override long GetTimestamp() => time.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
