using Microsoft.Extensions.Time.Testing;

namespace Orleans.KubeApi.Tests.Hosting;

/// <summary>A clock that somebody sets while time passes as ever.</summary>
internal sealed class SetClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    /// <summary>By how much it was set forward.</summary>
    public TimeSpan Offset { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;
}
