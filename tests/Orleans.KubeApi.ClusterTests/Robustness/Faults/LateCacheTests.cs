using System.Globalization;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Robustness.Faults;

/// <summary>
/// A silo whose caches lag takes over objects that another silo wrote until it was killed: what it refuses, and what it calls unchanged, is
/// judged by the newest version all the same.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class LateCacheTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task Write_OnSiloWhoseCacheLags_IsJudgedByTheNewestVersion()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var postgres = new PostgresServer();
        var prompt = new KubeServerOptions { Store = await postgres.CreateDatabaseAsync(), ClusterId = "test" };
        var late = prompt with
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["KUBEAPI_SABOTAGE"] = "late-feed" },
        };
        await using var cluster = await KubeCluster.StartAsync([prompt, late], cancellation);
        var (writer, follower) = (cluster.Silos[0], cluster.Silos[1]);
        (await writer.Client.PostAsync(Maps, Map("changed", "1"), cancellation)).MustBe(201);
        (await writer.Client.PostAsync(Maps, Map("flip", "1"), cancellation)).MustBe(201);
        await Eventually.HoldsAsync(
            "the late silo has seen the first versions",
            _patience,
            async limit => (await follower.Client.GetAsync($"{Maps}/flip", limit)).IsSuccess,
            cancellation);

        var updated = (await writer.Client.PutAsync($"{Maps}/changed", Map("changed", "2"), cancellation)).MustBe(200);
        (await writer.Client.PutAsync($"{Maps}/flip", Map("flip", "2"), cancellation)).MustBe(200);
        (await writer.Client.PostAsync(Maps, Map("new", "1"), cancellation)).MustBe(201);
        await writer.KillAsync(cancellation);

        // An object that the late cache doesn't have, a precondition that it denies, and a change that it takes for none.
        var revision = updated.Json["metadata"]!["resourceVersion"]!.GetValue<string>();
        var patched = await Task.WhenAll(
            PatchAsync(follower, "new", """{"data":{"v":"2"}}""", cancellation),
            PatchAsync(
                follower, "changed", $$$"""{"metadata":{"resourceVersion":"{{{revision}}}"},"data":{"v":"3"}}""", cancellation),
            PatchAsync(follower, "flip", """{"data":{"v":"1"}}""", cancellation));
        Assert.True(patched[2].Revision > int.Parse(revision, CultureInfo.InvariantCulture), $"A change was taken for none: {patched[2].Text} after {revision}.");
    }

    // No answer, 503 and 504 are what an end of a silo may bring; a refusal is none of them.
    private static async Task<KubeResponse> PatchAsync(KubeServer silo, string name, string patch, CancellationToken cancellation)
    {
        KubeResponse? answer = null;
        await Eventually.HoldsAsync(
            $"{name} is patched",
            _patience,
            async limit =>
            {
                answer = await silo.Client.PatchAsync($"{Maps}/{name}", patch, KubeHttp.MergePatch, limit);
                Assert.True(answer.IsSuccess || answer.Code is 503 or 504, $"{name}: {answer.Code} {answer.Text}");
                return answer.IsSuccess;
            },
            cancellation);
        return answer!;
    }

    private static string Map(string name, string value) =>
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"v":"{{{value}}}"}}""";
}
