using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Orleans.KubeApi.Tests.Fuzz;

public sealed class FuzzTargetTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(int.MaxValue, true)]
    public void Try_SlowInput_IsABugOnlyIfItIsSlowEveryTime(int slowTimes, bool isBug)
    {
        var fed = 0;
        var target = Target(() => _time.Advance(fed++ < slowTimes ? FuzzTarget.Slow * 2 : TimeSpan.Zero));
        Assert.Equal(isBug, target.Try([], _time, _time) is not null);
    }

    [Fact]
    public void Clock_OfAThread_RunsOnlyWhileItComputes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells it");
        var start = FuzzClock.Instance.GetTimestamp();
        var wall = TimeProvider.System.GetTimestamp();
        using (var never = new ManualResetEventSlim())
        {
            never.Wait(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken);
        }

        var waited = FuzzClock.Instance.GetElapsedTime(start);
        Assert.True(waited < TimeProvider.System.GetElapsedTime(wall) / 2, $"{waited} of a wait");
        while (FuzzClock.Instance.GetElapsedTime(start) - waited < TimeSpan.FromMilliseconds(50))
        {
            Thread.SpinWait(1_000);
        }
    }

    [Fact]
    public void Try_Exception_IsABugUnlessItIsARefusal()
    {
        Assert.Null(Target(() => throw new FormatException()).Try([], _time, _time));
        var bug = Target(() => throw new IndexOutOfRangeException()).Try([], _time, _time);
        Assert.Contains("IndexOutOfRange", bug, StringComparison.Ordinal);
    }

    private static FuzzTarget Target(Action run) => new("x", _ => run(), [typeof(FormatException)], []);
}
