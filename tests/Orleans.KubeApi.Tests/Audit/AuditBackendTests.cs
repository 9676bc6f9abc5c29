using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.KubeApi.Audit;
using Xunit;

namespace Orleans.KubeApi.Tests.Audit;

public sealed class AuditBackendTests
{
    private readonly MemoryTarget _target = new();
    private readonly AuditCounters _counters = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Process_Batch_DoesNotWaitForASlowTarget()
    {
        await using var backend = Backend(new AuditBackendOptions { Name = "webhook" });
        _target.Hold();

        var taken = backend.ProcessAsync(AuditSamples.Event());

        Assert.True(taken.IsCompleted);
        Assert.True(await taken);
        Assert.Empty(_target.Batches);
        _target.Release();
    }

    [Fact]
    public async Task S39_Process_BatchWithFullBuffer_LosesAndCounts()
    {
        await using var backend = Backend(new AuditBackendOptions { Name = "webhook", BufferSize = 5 });
        _target.Hold();
        var taken = 0;
        for (var i = 0; i < 50; i++)
        {
            taken += await backend.ProcessAsync(AuditSamples.Event()) ? 1 : 0;
        }

        _target.Release();
        await backend.DisposeAsync();

        Assert.InRange(taken, 5, 11); // what waits, and what was taken out to be sent
        Assert.Equal((50 - taken, taken), (_counters.Lost("webhook"), _target.Lines.Count));
        Assert.Equal(0, _counters.Lost("log"));
    }

    [Fact]
    public async Task S39_Process_BatchWithBytesBeyondTheBuffer_LosesAndCounts()
    {
        await using var backend = Backend(new AuditBackendOptions { Name = "webhook", BufferBytes = 10_000 });
        _target.Hold();
        for (var i = 0; i < 100; i++)
        {
            await backend.ProcessAsync(AuditSamples.Event(level: AuditLevel.Request, body: $"\"{new string('x', 1000)}\""));
        }

        Assert.InRange(_counters.Lost("webhook"), 90, 99);
        _target.Release();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task S39_Process_Blocking_WaitsUntilItIsWritten(bool isStrict)
    {
        await using var backend = Backend(Blocking(isStrict));
        _target.Hold();

        var taken = backend.ProcessAsync(AuditSamples.Event()).AsTask();
        Assert.False(taken.IsCompleted);
        _target.Release();

        Assert.True(await taken);
        Assert.Single(_target.Lines);
    }

    [Fact]
    public async Task S39_Process_BlockingAndTargetFails_LosesAndCounts()
    {
        await using var backend = Backend(Blocking(isStrict: true));
        _target.Failure = "no space left";

        Assert.False(await backend.ProcessAsync(AuditSamples.Event()));
        _target.Failure = null;
        Assert.True(await backend.ProcessAsync(AuditSamples.Event("2")));

        Assert.Equal(1, _counters.Lost("log"));
        Assert.Equal("2", Assert.Single(_target.Events).Text("auditID"));
    }

    [Fact]
    public async Task Process_ManyBlocked_ShareOneWrite()
    {
        await using var backend = Backend(Blocking(isStrict: false));
        _target.Hold();
        var taken = Enumerable.Range(0, 100).Select(_ => backend.ProcessAsync(AuditSamples.Event()).AsTask()).ToList();
        _target.Release();
        await Task.WhenAll(taken);

        Assert.Equal(100, _target.Lines.Count);
        Assert.InRange(_target.Batches.Count, 1, 4);
    }

    [Fact]
    public async Task Process_BatchWithWait_GoesWhenFullOrAfterTheWait()
    {
        await using var backend = Backend(
            new AuditBackendOptions { Name = "webhook", MaxBatch = 3, MaxWait = TimeSpan.FromSeconds(30) });
        for (var i = 0; i < 4; i++)
        {
            await backend.ProcessAsync(AuditSamples.Event());
        }

        await Reaches(() => _target.Lines.Count == 3);
        await Reaches(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            return _target.Lines.Count == 4;
        });
        Assert.Equal([3, 1], _target.Batches.Select(b => b.Count));
    }

    [Fact]
    public async Task Process_LargeEvent_LosesItsBodiesOrIsLost()
    {
        var options = Blocking(isStrict: true) with { MaxEventBytes = 1000 };
        await using var backend = Backend(options);
        var large = $"\"{new string('x', 2000)}\"";

        Assert.True(await backend.ProcessAsync(AuditSamples.Event("1", AuditLevel.Request, large)));
        Assert.False(await backend.ProcessAsync(AuditSamples.Event(large)));

        var kept = Assert.Single(_target.Events);
        Assert.False(kept.Has("requestObject"));
        Assert.Equal("true", kept.Object("annotations")!.Text("audit.k8s.io/truncated"));
        Assert.Equal(1, _counters.Lost("log"));
    }

    [Fact]
    public async Task Process_ManyBytes_AreSplit()
    {
        await using var backend = Backend(Blocking(isStrict: false) with { MaxBatchBytes = 1000 });
        _target.Hold();
        var taken = Enumerable.Range(0, 20).Select(_ => backend.ProcessAsync(AuditSamples.Event()).AsTask()).ToList();
        _target.Release();
        await Task.WhenAll(taken);

        Assert.All(_target.Batches, b => Assert.True(b.Count == 1 || b.Sum(e => e.Length) <= 1000));
    }

    [Fact]
    public async Task Dispose_EventsWait_AreWritten()
    {
        var backend = Backend(new AuditBackendOptions { Name = "webhook", MaxWait = TimeSpan.FromHours(1) });
        await backend.ProcessAsync(AuditSamples.Event());
        await backend.DisposeAsync();

        Assert.Single(_target.Lines);
        Assert.False(await backend.ProcessAsync(AuditSamples.Event()));
    }

    [Fact]
    public async Task Dispose_TargetHangs_EndsAndCounts()
    {
        var backend = Backend(new AuditBackendOptions { Name = "webhook" });
        _target.Hold();
        await backend.ProcessAsync(AuditSamples.Event());
        var disposed = backend.DisposeAsync().AsTask();
        await Reaches(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return disposed.IsCompleted;
        });

        Assert.Equal(1, _counters.Lost("webhook"));
    }

    [Fact]
    public async Task Throttle_SteadyRate_LetsABurstThroughAndThenWaits()
    {
        var throttle = new AuditThrottle(rate: 10, burst: 3, _time);
        for (var i = 0; i < 3; i++)
        {
            Assert.True(throttle.WaitAsync(TestContext.Current.CancellationToken).IsCompleted);
        }

        var waiting = throttle.WaitAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await waiting;
    }

    private static AuditBackendOptions Blocking(bool isStrict) =>
        new() { Name = "log", Mode = isStrict ? AuditMode.BlockingStrict : AuditMode.Blocking };

    private AuditBackend Backend(AuditBackendOptions options) => new(options, _target, _counters, _time, NullLogger.Instance);

    private static async Task Reaches(Func<bool> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(30), "it never came to pass");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
