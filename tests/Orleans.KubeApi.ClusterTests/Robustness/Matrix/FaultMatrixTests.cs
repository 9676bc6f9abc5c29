using System.Globalization;
using Orleans.KubeApi.ClusterTests.Robustness.Faults;
using Orleans.KubeApi.ClusterTests.Robustness.Traffic;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Robustness.Matrix;

/// <summary>
/// Every fault under load: the recorded history keeps all guarantees, every silo takes writes again within the cell's bound, hardly any
/// of the next writes fails, and no process has grown. Too long for every run: explicit. <c>KUBEAPI_FAULT_CELLS</c> (<c>F1a,F7</c>) runs
/// some cells only, <c>KUBEAPI_FAULT_RUNS</c> repeats each, <c>KUBEAPI_FAULT_TABLE</c> names a file that gets a row for each.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class FaultMatrixTests(ITestOutputHelper output)
{
    private const int ProbesPerSilo = 50;
    private const long MemoryMax = 700L << 20;
    private const int Aborted = 128 + 6;

    public static TheoryData<string> Cells()
    {
        var wanted = Environment.GetEnvironmentVariable("KUBEAPI_FAULT_CELLS")?.Split(',');
        return [.. FaultCells.All.Select(cell => cell.Id).Where(id => wanted?.Contains(id) ?? true)];
    }

    [Theory(Explicit = true)]
    [MemberData(nameof(Cells))]
    public async Task Cluster_UnderFault_KeepsAllGuaranteesAndRecovers(string id)
    {
        var cell = FaultCells.Of(id);
        if (cell.Missing is { } missing)
        {
            Requirements.Missing(missing);
        }

        var runs = int.Parse(Environment.GetEnvironmentVariable("KUBEAPI_FAULT_RUNS") ?? "1", CultureInfo.InvariantCulture);
        for (var run = 0; run < runs; run++)
        {
            var row = await RunAsync(cell, TestContext.Current.CancellationToken);
            output.WriteLine(row);
            await FaultRound.NoteAsync(row, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<string> RunAsync(FaultCell cell, CancellationToken cancellation)
    {
        var seed = FaultSeed.Next();
        await using var scene = await FaultScene.StartAsync(cell.Setup, seed, cancellation);
        var run = new TrafficRun(scene.Cluster.Silos, seed) { Log = scene.Log is { } log ? log.ReadAsync : null };
        var (recovery, failures, stuck) = (TimeSpan.Zero, new List<string>(), 0);
        string Context() => $"{cell}, seed {seed}: {run.Recorder}\n{scene.Cluster.Logs()}";
        try
        {
            var violations = await run.RunAsync(
                async limit =>
                {
                    await FaultScene.PauseAsync(4, limit);
                    await cell.HarmAsync(scene, limit);
                    var over = TimeProvider.System.GetTimestamp();
                    stuck = await scene.HealAsync(limit);
                    await Recovery.AwaitAsync(scene.Cluster, limit);
                    recovery = TimeProvider.System.GetElapsedTime(over);
                    failures = await Recovery.ProbeAsync(scene.Cluster, ProbesPerSilo, limit);
                },
                cancellation);

            Assert.True(violations.Count == 0, string.Join('\n', violations.Take(10)));
            Assert.True(cell.Setup.Forgets || run.Expirations == 0, $"{run.Expirations} informers had to start over.");
            Assert.True(scene.Compactor is null or { Count: > 50 }, $"Compacted {scene.Compactor?.Count} times only.");
            Assert.True(recovery <= cell.RecoveryMax, $"Recovered after {recovery.TotalSeconds:0.0} s only.");
            Assert.True(failures.Count <= scene.Cluster.Silos.Count * ProbesPerSilo / 100, string.Join('\n', failures));
            Assert.Equal(0, stuck);
            Assert.All(scene.Cluster.Silos, silo => Assert.DoesNotContain(Aborted, silo.Ends));
            Assert.True(run.Recorder.DoneWrites >= cell.DoneMin, "Too little was done to prove anything.");
            Assert.All(scene.Cluster.Silos, silo => Assert.InRange(silo.MemoryBytes, 0, MemoryMax));
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            throw new InvalidOperationException(Context(), error);
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {cell.Id} | {cell.What} | {seed} | {run.Recorder.DoneWrites} writes | 0 violations | {recovery.TotalSeconds:0.0} s | "
            + $"{failures.Count} of {scene.Cluster.Silos.Count * ProbesPerSilo} failed afterwards | {Told(run.Recorder)} |");
    }

    private static string Told(HistoryRecorder recorder) => recorder.ToString().Split("; failed")[0];
}
