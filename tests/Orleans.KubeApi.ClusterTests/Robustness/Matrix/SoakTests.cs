using System.Globalization;
using Orleans.KubeApi.ClusterTests.Robustness.Faults;
using Orleans.KubeApi.ClusterTests.Robustness.Traffic;
using Orleans.KubeApi.ClusterTests.Robustness.Validate;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Robustness.Matrix;

/// <summary>
/// One cluster on one database for hours, with faults of the matrix drawn by a seed: what only shows when faults meet what earlier ones
/// left behind, and what grows. Each round's history is judged by itself. Explicit. <c>KUBEAPI_SOAK_MINUTES</c> says how long,
/// <c>KUBEAPI_FAULT_TABLE</c> names a file that gets a row for each round.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class SoakTests(ITestOutputHelper output)
{
    private const long MemoryMax = 700L << 20;
    private static readonly TimeSpan _recoveryMax = TimeSpan.FromSeconds(30);

    // What needs three silos and links between them only, and can be done to them again and again.
    private static readonly string[] _ofSilos = ["F1a", "F1b", "F21", "F22", "F24"];
    private static readonly string[] _ofDatabases = ["F4", "F5", "F6a", "F6b", "F17"];
    private static readonly string[] _ofLinks = ["F9a", "F9b", "F10", "F11", "F12"];
    private static readonly string[] _ofAll = ["F2"];

    [Fact(Explicit = true)]
    public async Task Cluster_UnderRandomFaultsForHours_KeepsAllGuaranteesAndRecovers()
    {
        if (SystemTool.Missing is { } missing)
        {
            Requirements.Missing(missing);
        }

        var cancellation = TestContext.Current.CancellationToken;
        var minutes = Environment.GetEnvironmentVariable("KUBEAPI_SOAK_MINUTES") ?? "120";
        var length = TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture));
        var seed = FaultSeed.Next();
        var start = TimeProvider.System.GetTimestamp();
        var random = new Random(seed);
        await using var scene = await FaultScene.StartAsync(new FaultSetup { HasNetwork = true }, seed, cancellation);
        for (var round = 1; TimeProvider.System.GetElapsedTime(start) < length; round++)
        {
            var row = await RunAsync(scene, Draw(random), $"soak of seed {seed}, round {round}", seed + (round * 10_000), cancellation);
            output.WriteLine(row);
            if (Environment.GetEnvironmentVariable("KUBEAPI_FAULT_TABLE") is { Length: > 0 } table)
            {
                await File.AppendAllTextAsync(table, row + "\n", cancellation);
            }
        }
    }

    /// <summary>One to three faults in a row; a step is a fault, or one of a silo and one of the database at the same time.</summary>
    private static List<FaultCell[]> Draw(Random random)
    {
        string Any(params string[] ids) => ids[random.Next(ids.Length)];
        return
        [
            .. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => random.Next(10) switch
            {
                0 => [Any(_ofAll)],
                1 or 2 => new[] { Any(_ofSilos), Any(_ofDatabases) },
                _ => [Any([.. _ofSilos, .. _ofDatabases, .. _ofLinks])],
            }).Select(ids => ids.Select(id => FaultCells.All.Single(cell => cell.Id == id)).ToArray()),
        ];
    }

    private static async Task<string> RunAsync(
        FaultScene scene, List<FaultCell[]> steps, string name, int seed, CancellationToken cancellation)
    {
        var run = new TrafficRun(scene.Cluster.Silos, seed);
        var what = string.Join(", then ", steps.Select(step => string.Join(" with ", step.Select(cell => cell.Id))));
        var slowest = TimeSpan.Zero;
        IReadOnlyList<Violation> violations;
        try
        {
            await run.ClearAsync(cancellation);
            violations = await run.RunAsync(
                async limit =>
                {
                    foreach (var step in steps)
                    {
                        await FaultScene.PauseAsync(2, limit);
                        await Task.WhenAll(step.Select(cell => cell.HarmAsync(scene, limit)));
                        var over = TimeProvider.System.GetTimestamp();
                        Assert.Equal(0, await scene.HealAsync(limit));
                        await Recovery.AwaitAsync(scene.Cluster, limit);
                        var recovery = TimeProvider.System.GetElapsedTime(over);
                        slowest = recovery > slowest ? recovery : slowest;
                    }
                },
                cancellation);

            Assert.True(violations.Count == 0, string.Join('\n', violations.Take(10)));
            Assert.Equal(0, run.Expirations);
            Assert.True(slowest <= _recoveryMax, $"Recovered after {slowest.TotalSeconds:0.0} s only.");
            Assert.All(scene.Cluster.Silos, silo => Assert.InRange(silo.MemoryBytes, 0, MemoryMax));
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            throw new InvalidOperationException($"{name}, {what}: {run.Recorder}\n{scene.Cluster.Logs()}", error);
        }

        var memory = scene.Cluster.Silos.Max(silo => silo.MemoryBytes) >> 20;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {what} | {run.Recorder.DoneWrites} writes | 0 violations | {slowest.TotalSeconds:0.0} s | largest silo {memory} MB |");
    }
}
