using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Robustness.Faults;

/// <summary>
/// How long writes stop when a silo does. Which silo holds the collection can't be seen from outside, so each is killed (and each is
/// frozen) in its turn: one of them held it.
/// </summary>
[Trait("Category", "Faults")]
[Collection(AloneCollection.Name)]
public sealed class FailoverTimingTests(ITestOutputHelper output)
{
    private const string Objects = "/api/v1/namespaces/default/configmaps";
    private const string Path = Objects + "/probe";
    private static readonly TimeSpan _killLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _freezeLimit = TimeSpan.FromSeconds(8);

    // A long poll that doesn't end when its silo stops keeps it until the host gives up, after ten seconds.
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Writes_AfterKillOfAnySilo_ResumeWithinThreeSeconds()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var postgres = new PostgresServer();
        await using var cluster = await StartAsync(postgres, cancellation);
        foreach (var victim in cluster.Silos)
        {
            var (gap, _) = await MeasureAsync(cluster, victim, limit => victim.KillAsync(limit), _ => Task.CompletedTask, cancellation);
            output.WriteLine($"killed port {victim.Port}: writes resumed after {gap.TotalSeconds:0.00} s");
            Assert.True(gap <= _killLimit, $"Writes resumed {gap.TotalSeconds:0.00} s after the kill.\n{cluster.Logs()}");
            await victim.StartAsync(cancellation);
        }
    }

    [Fact]
    public async Task Writes_DuringCleanStopOfAnySilo_AreNotRefusedAndResumeWithinThreeSeconds()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var postgres = new PostgresServer();
        await using var cluster = await StartAsync(postgres, cancellation);
        foreach (var victim in cluster.Silos)
        {
            Task<int> stopping = Task.FromResult(0);
            var (began, took) = (0L, TimeSpan.Zero);
            var (gap, refusals) = await MeasureAsync(
                cluster,
                victim,
                limit =>
                {
                    began = TimeProvider.System.GetTimestamp();
                    stopping = victim.StopAsync(Signals.Terminate, limit);
                    return Task.CompletedTask;
                },
                async _ =>
                {
                    await stopping;
                    took = TimeProvider.System.GetElapsedTime(began);
                },
                cancellation);
            output.WriteLine($"stopped port {victim.Port} in {took.TotalSeconds:0.00} s: writes paused for {gap.TotalSeconds:0.00} s");
            Assert.True(gap <= _killLimit, $"A clean stop made writes pause for {gap.TotalSeconds:0.00} s.\n{cluster.Logs()}");
            Assert.Empty(refusals);
            Assert.Equal(0, await stopping);
            Assert.InRange(took, TimeSpan.Zero, _stopLimit);
            await victim.StartAsync(cancellation);
        }
    }

    [Fact]
    public async Task Writes_AfterFreezeOfAnySilo_ResumeWithinEightSecondsAndNoReadIsStale()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var postgres = new PostgresServer();
        await using var cluster = await StartAsync(postgres, cancellation);
        foreach (var victim in cluster.Silos)
        {
            var (gap, _) = await MeasureAsync(
                cluster,
                victim,
                _ =>
                {
                    victim.Freeze();
                    return Task.CompletedTask;
                },
                acknowledged => ThawAndReadAsync(victim, acknowledged, cancellation),
                cancellation);
            output.WriteLine($"froze port {victim.Port}: writes resumed after {gap.TotalSeconds:0.00} s");
            Assert.True(gap <= _freezeLimit, $"Writes resumed {gap.TotalSeconds:0.00} s after the freeze.\n{cluster.Logs()}");
            var isHealthy = await KubeCluster.HealAsync(victim, _patience, cancellation);
            Assert.True(isHealthy, $"The thawed silo neither served nor ended.\n{victim.Log.Tail()}");
        }
    }

    private static async Task<KubeCluster> StartAsync(PostgresServer postgres, CancellationToken cancellation)
    {
        var cluster = await KubeCluster.StartAsync(await postgres.CreateDatabaseAsync(), 3, cancellation);
        var body = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"probe"}}""";
        (await cluster.Silos[0].Client.PostAsync(Objects, body, cancellation)).MustBe(201);
        return cluster;
    }

    /// <summary>
    /// The longest time, from the fault to the end of what comes afterwards, that a silo which is well let no write succeed; and the
    /// refusals that were answered meanwhile.
    /// </summary>
    private static async Task<(TimeSpan Gap, List<string> Refusals)> MeasureAsync(
        KubeCluster cluster,
        KubeServer victim,
        Func<CancellationToken, Task> harm,
        Func<long, Task> afterwards,
        CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var probes = cluster.Silos.Where(silo => silo != victim).Select(silo => new WriteProbe(silo, Path)).ToList();
        var running = probes.Select(probe => probe.RunAsync(stop.Token)).ToList();
        var start = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(probes.Select(probe => probe.FirstSuccessAfterAsync(start, _patience, cancellation)));

        await harm(cancellation);
        var moment = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(probes.Select(probe => probe.FirstSuccessAfterAsync(moment, _patience, cancellation)));
        await afterwards(probes.Max(probe => probe.Acknowledged));
        await stop.CancelAsync();
        await Task.WhenAll(running);
        return (probes.Max(probe => probe.LongestPauseAfter(moment)), probes.SelectMany(probe => probe.Refusals).ToList());
    }

    /// <summary>
    /// Reads that wait in the frozen silo's socket, and reads just after it wakes up, began after writes that others acknowledged:
    /// they must show them or fail.
    /// </summary>
    private static async Task ThawAndReadAsync(KubeServer victim, long acknowledged, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(15));
        var waiting = Enumerable.Range(0, 10).Select(index => ReadAsync(victim, index, limit.Token)).ToList();
        victim.Thaw();
        for (var index = 0; index < 20; index++)
        {
            waiting.Add(ReadAsync(victim, index, limit.Token));
        }

        foreach (var revision in await Task.WhenAll(waiting))
        {
            Assert.True(
                revision is null || revision >= acknowledged,
                $"A most recent read answered revision {revision}; {acknowledged} was acknowledged before it began.");
        }
    }

    /// <summary>A get or a list; null when it was refused or its answer lost, which is allowed here.</summary>
    private static async Task<long?> ReadAsync(KubeServer silo, int index, CancellationToken cancellation)
    {
        try
        {
            var answer = await silo.Client.GetAsync(index % 2 == 0 ? Path : Objects, cancellation);
            return answer.IsSuccess ? answer.Revision : null;
        }
        catch (Exception error) when (KubeHttp.IsConnectionLoss(error))
        {
            return null;
        }
    }
}
