using Microsoft.Extensions.Time.Testing;

namespace Orleans.KubeApi.Tests.Hosting;

/// <summary>A clock that somebody sets while time passes as ever.</summary>
internal sealed class SetClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly TaskCompletionSource _awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>By how much it was set forward.</summary>
    public TimeSpan Offset { get; set; }

    /// <summary>Completes when somebody has begun to wait by this clock.</summary>
    public Task Awaited => _awaited.Task;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _awaited.TrySetResult();
        return timer;
    }
}
