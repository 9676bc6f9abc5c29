using Orleans.KubeApi.Hosting.Silo;
using Xunit;

namespace Orleans.KubeApi.Tests.Hosting;

/// <summary>Orleans plans the end of grains by a clock that nobody sets (F14).</summary>
public sealed class SteadyClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void UtcNow_ClockSetForthAndBack_GoesOnSteadily()
    {
        var time = new SetClock(Noon);
        var steady = new SteadyClock(time);

        time.Offset = TimeSpan.FromHours(1);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(Noon.AddSeconds(3), steady.GetUtcNow());

        time.Offset = TimeSpan.FromHours(-1);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(Noon.AddSeconds(5), steady.GetUtcNow());
    }
}
