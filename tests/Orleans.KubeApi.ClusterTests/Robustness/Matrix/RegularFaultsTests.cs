using Orleans.KubeApi.ClusterTests.Robustness.Faults;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Robustness.Matrix;

/// <summary>
/// The faults of every run: killed, dying and frozen silos, killed backends, cut links. One cluster for as many as possible, so that they
/// cost a minute each; the whole matrix is <see cref="FaultMatrixTests"/>.
/// </summary>
[Trait("Category", "Faults")]
[Collection(AloneCollection.Name)]
public sealed class RegularFaultsTests(ITestOutputHelper output)
{
    // The matrix has the bounds that count; here another job may use the processors meanwhile.
    private static readonly TimeSpan _recoveryMax = TimeSpan.FromSeconds(60);

    [Fact]
    public Task Cluster_UnderDeathsAndFreezes_KeepsAllGuarantees() =>
        RunAsync(new FaultSetup { HasFailpoints = true }, "F1a", "F3a", "F4", "F22");

    [Fact]
    public Task Cluster_WhoseLinksAreCut_KeepsAllGuarantees() => RunAsync(new FaultSetup { HasNetwork = true }, "F9a", "F10");

    private async Task RunAsync(FaultSetup setup, params string[] faults)
    {
        if (setup.NeedsRoot && SystemTool.Missing is { } missing)
        {
            Requirements.Missing(missing);
        }

        var cancellation = TestContext.Current.CancellationToken;
        var seed = FaultSeed.Next();
        await using var scene = await FaultScene.StartAsync(setup, seed, cancellation);
        var round = new FaultRound($"seed {seed}: {FaultSeed.Command(seed, GetType())}", FaultRound.StepsOf(faults), _recoveryMax);
        output.WriteLine(await round.RunAsync(scene, seed, cancellation));
    }
}
