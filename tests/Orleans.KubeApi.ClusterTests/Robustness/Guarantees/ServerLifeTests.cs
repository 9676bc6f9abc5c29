using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Hosting.Sabotaging;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Robustness.Guarantees;

/// <summary>A sound server's life keeps all that it is judged by; a sabotaged one breaks exactly what its sabotage says.</summary>
[Collection(AloneCollection.Name)]
public sealed class ServerLifeTests(ITestOutputHelper output)
{
    private static readonly string[] _slowStop = ["--shutdown-delay-duration", "1s"];

    [Fact]
    public async Task Life_OfASoundServer_KeepsEverything()
    {
        await using var server = new KubeServer(new KubeServerOptions { MoreArguments = _slowStop });
        var violations = await new ServerLife(server, null).RunAsync(TestContext.Current.CancellationToken);

        Assert.True(violations.Count == 0, $"{string.Join('\n', violations)}\n{server.Log.Tail()}");
    }

    /// <summary>Run by its name: ten seconds each.</summary>
    [Theory(Explicit = true)]
    [InlineData(SabotageSwitch.WriteBehind)]
    [InlineData(SabotageSwitch.AbruptStop, SabotageSwitch.ForgetExpiry, SabotageSwitch.SkipUnreadable)]
    public async Task Life_OfASabotagedServer_BreaksWhatItsSabotageSays(params string[] sabotages)
    {
        using var switches = new SwitchFile();
        await using var server = new KubeServer(switches.Options with { MoreArguments = _slowStop });
        var violations = await new ServerLife(server, switches, sabotages).RunAsync(TestContext.Current.CancellationToken);

        output.WriteLine(string.Join('\n', violations));
        var due = GuaranteeTable.Rows
            .Where(row => row.Check is GuaranteeCheck.OfLife && sabotages.Contains(((GuaranteeSabotage.Switch)row.Sabotage).Name))
            .Select(row => row.Id);
        Assert.Equal(due.Order(), violations.Select(violation => violation.Guarantee).Distinct().Order());
    }
}
