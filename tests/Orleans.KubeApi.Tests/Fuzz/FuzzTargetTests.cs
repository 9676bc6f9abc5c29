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
        Assert.Equal(isBug, target.Try([], _time) is not null);
    }

    [Fact]
    public void Try_Exception_IsABugUnlessItIsARefusal()
    {
        Assert.Null(Target(() => throw new FormatException()).Try([], _time));
        Assert.Contains("IndexOutOfRange", Target(() => throw new IndexOutOfRangeException()).Try([], _time), StringComparison.Ordinal);
    }

    private static FuzzTarget Target(Action run) => new("x", _ => run(), [typeof(FormatException)], []);
}
