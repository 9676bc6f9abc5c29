using Orleans.KubeApi.ClusterTests.Robustness.Traffic;
using Orleans.KubeApi.ClusterTests.Robustness.Validate;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Robustness.Faults;

/// <summary>Proves end to end that the history tests can fail: a server that breaks a guarantee on purpose is found out.</summary>
[Collection(AloneCollection.Name)]
public sealed class SabotageTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("drop-event", Guarantee.Reliable, Guarantee.Resumable, Guarantee.Durable)]
    [InlineData("stale-read", Guarantee.FreshRead, Guarantee.SnapshotRead)]
    public async Task History_OfSabotagedServer_IsRefused(string sabotage, params string[] oneOf)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var options = new KubeServerOptions
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["KUBEAPI_SABOTAGE"] = sabotage },
        };
        await using var server = await KubeServer.StartNewAsync(options, cancellation);
        var run = new TrafficRun([server], FaultSeed.Next());

        var violations = await run.RunAsync(
            limit => Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, limit), cancellation);

        output.WriteLine(string.Join('\n', violations.Take(5)));
        Assert.True(
            violations.Any(violation => oneOf.Contains(violation.Guarantee)),
            $"{sabotage} was not noticed in {run.Recorder}; found: {string.Join('\n', violations.Take(10))}");
    }
}
