using Orleans.KubeApi.ClusterTests.Robustness.Guarantees;
using Orleans.KubeApi.ClusterTests.Robustness.Traffic;
using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Hosting.Sabotaging;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Robustness.Faults;

/// <summary>Proves end to end that the history tests can fail: a server that breaks a guarantee on purpose is found out.</summary>
[Collection(AloneCollection.Name)]
public sealed class SabotageTests(ITestOutputHelper output)
{
    /// <summary>The same choices each time, so that what shows a sabotage does so each time.</summary>
    private const int Seed = 20;

    private static readonly TimeSpan _traffic = TimeSpan.FromSeconds(4);

    // Two of them in every run; ten seconds each are too much for all.
    private static readonly string[] _always = [SabotageSwitch.DropEvent, SabotageSwitch.StaleRead];

    public static IEnumerable<TheoryDataRow<string>> Sabotages =>
        GuaranteeTable.Rows.Where(row => row.Check is GuaranteeCheck.OfHistory)
            .Select(row => row.Sabotage).OfType<GuaranteeSabotage.Switch>().Select(sabotage => sabotage.Name).Distinct()
            .Select(name => new TheoryDataRow<string>(name) { Explicit = !_always.Contains(name) });

    [Theory]
    [MemberData(nameof(Sabotages))]
    public async Task History_OfSabotagedServer_IsRefused(string sabotage)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var switches = new SwitchFile();
        await using var server = await KubeServer.StartNewAsync(switches.Options, cancellation);
        var run = new TrafficRun([server], Seed);

        async Task SabotageAsync(CancellationToken limit)
        {
            switches.Set(sabotage);
            await Task.Delay(_traffic, TimeProvider.System, limit);
            switches.Set(); // so that every informer sees the run's end

            // The log to judge by comes from the store then, not from what the caches were told.
            await server.KillAsync(limit);
            await server.StartAsync(limit);
        }

        var violations = await run.RunAsync(SabotageAsync, cancellation);

        output.WriteLine(string.Join('\n', violations.DistinctBy(violation => violation.Guarantee)));
        foreach (var row in GuaranteeTable.Rows.Where(row => row.Check is GuaranteeCheck.OfHistory
            && row.Sabotage is GuaranteeSabotage.Switch { Name: var name } && name == sabotage))
        {
            Assert.True(
                violations.Any(violation => row.HistoryNames.Contains(violation.Guarantee)),
                $"{row.Id} was not seen broken in {run.Recorder}; found: {string.Join('\n', violations.Take(10))}");
        }
    }
}
