using Microsoft.Extensions.Logging.Abstractions;
using Orleans.KubeApi.Hosting;
using Xunit;

namespace Orleans.KubeApi.Tests.Hosting;

/// <summary>A wall clock that is set while the server runs (F14).</summary>
public sealed class ClockGuardTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly SetClock _time = new(Noon);
    private readonly ServerFailure _failure = new(new StoppableLifetime(), NullLogger<ServerFailure>.Instance);
    private readonly ClockGuard _guard;

    public ClockGuardTests() => _guard = new(_failure, _time);

    [Fact]
    public void SetBack_ClockRunsOrIsSetForward_IsNull()
    {
        Assert.Null(_guard.SetBack(Noon, TimeSpan.Zero));
        Assert.Null(_guard.SetBack(Noon.AddSeconds(60), TimeSpan.FromSeconds(60)));
        Assert.Null(_guard.SetBack(Noon.AddHours(5), TimeSpan.FromSeconds(61)));
        Assert.Null(_guard.SetBack(Noon.AddHours(5).AddSeconds(-4), TimeSpan.FromSeconds(61)));
    }

    [Fact]
    public void SetBack_AnHourForthAndBackAgain_TellsByHowMuch()
    {
        Assert.Null(_guard.SetBack(Noon, TimeSpan.Zero));
        Assert.Null(_guard.SetBack(Noon.AddHours(1), TimeSpan.FromSeconds(1)));

        Assert.Equal(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1), _guard.SetBack(Noon.AddSeconds(2), TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public async Task Guard_ClockSetBackWhileTheServerStarts_EndsIt()
    {
        _time.Offset = TimeSpan.FromHours(-1);
        await _guard.StartAsync(TestContext.Current.CancellationToken);

        await _time.Awaited.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(1));
        await _guard.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.True(_failure.HasFailed);
    }
}
