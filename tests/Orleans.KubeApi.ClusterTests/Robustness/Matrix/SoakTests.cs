using System.Globalization;
using Orleans.KubeApi.ClusterTests.Robustness.Faults;
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
            var faults = new FaultRound($"soak of seed {seed}, round {round}", Draw(random), _recoveryMax);
            var row = await faults.RunAsync(scene, seed + (round * 10_000), cancellation);
            output.WriteLine(row);
            await FaultRound.NoteAsync(row, cancellation);
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
            }).Select(ids => ids.Select(FaultCells.Of).ToArray()),
        ];
    }
}
