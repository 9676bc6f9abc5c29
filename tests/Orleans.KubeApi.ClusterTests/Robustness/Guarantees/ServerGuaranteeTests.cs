using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Robustness.Guarantees;

/// <summary>
/// The guarantees that a running server is asked for: a sound one keeps each, and of a sabotaged one each check says what is wrong.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class ServerGuaranteeTests(GuaranteeServers servers, ITestOutputHelper output) : IClassFixture<GuaranteeServers>
{
    public static TheoryData<string> Ids =>
        [.. GuaranteeTable.Rows.Where(row => row.Check is GuaranteeCheck.OfServer).Select(row => row.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Check_SoundServer_FindsNothing(string id)
    {
        var scene = await servers.RunSoundAsync(GuaranteeTable.Of(id), TestContext.Current.CancellationToken);

        Assert.True(scene.Violations.Count == 0, $"{string.Join('\n', scene.Violations)}\n{scene.Server.Log.Tail()}");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Check_SabotagedServer_IsCaught(string id)
    {
        var scene = await servers.RunSabotagedAsync(GuaranteeTable.Of(id), TestContext.Current.CancellationToken);

        output.WriteLine(string.Join('\n', scene.Violations));
        Assert.Contains(scene.Violations, violation => violation.Guarantee == id);
    }
}
