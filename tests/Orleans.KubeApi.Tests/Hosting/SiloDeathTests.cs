using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.KubeApi.Hosting;
using Orleans.KubeApi.Hosting.Silo;
using Xunit;

namespace Orleans.KubeApi.Tests.Hosting;

/// <summary>A silo that Orleans ends, as one that was voted dead (F14, F21).</summary>
public sealed class SiloDeathTests
{
    [Fact]
    public async Task OnFatalException_StopsAtOnceAsAFailureAndWaitsForNobodyLong()
    {
        var time = new FakeTimeProvider();
        var lifetime = new StoppableLifetime();
        var failure = new ServerFailure(lifetime, NullLogger<ServerFailure>.Instance);
        var death = new SiloDeath(failure, time);

        death.OnFatalException(this, "I have been told I am dead", null);
        Assert.True(failure.HasFailed);
        await lifetime.Stopped.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(failure.Overdue.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(2));
        await failure.Overdue.WaitAsync(TestContext.Current.CancellationToken);
    }
}
