using Microsoft.Extensions.Hosting;

namespace Orleans.KubeApi.Hosting;

/// <summary>
/// Notices that the wall clock was set back. What was planned by it, here or in Orleans, would wait until it is as late again as it was:
/// Orleans' timers, those of the membership too, wait for a time of day (the end of idle grains alone goes by
/// <see cref="Silo.SteadyClock"/>). So the server ends, and a new one starts with the new time. No revision, lease or order depends on
/// that clock.
/// </summary>
internal sealed class ClockGuard : BackgroundService
{
    /// <summary>So much later may come what was planned.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly ServerFailure _failure;
    private readonly TimeProvider _time;
    private readonly long _start;
    private DateTimeOffset _origin;

    /// <summary>A guard from now on: Orleans plans before anything else has started.</summary>
    public ClockGuard(ServerFailure failure, TimeProvider time)
    {
        (_failure, _time) = (failure, time);
        (_start, _origin) = (time.GetTimestamp(), time.GetUtcNow());
    }

    /// <summary>By how much the clock was set back since the latest it ever was, if that is too much; otherwise null.</summary>
    /// <param name="now">The wall clock.</param>
    /// <param name="running">How long the guard has existed, by a clock that nobody sets.</param>
    public TimeSpan? SetBack(DateTimeOffset now, TimeSpan running)
    {
        var origin = now - running;
        _origin = origin > _origin ? origin : _origin;
        return _origin - origin > Tolerance ? _origin - origin : null;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (SetBack(_time.GetUtcNow(), _time.GetElapsedTime(_start)) is { } by)
            {
                _failure.Fail($"the clock was set back by {by.TotalSeconds:0} s");
                return;
            }
        }
    }
}
