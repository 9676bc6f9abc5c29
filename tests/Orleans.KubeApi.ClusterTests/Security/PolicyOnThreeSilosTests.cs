using Orleans.KubeApi.ClusterTests.Support;
using Xunit;
using static Orleans.KubeApi.ClusterTests.Security.AccessRules;

namespace Orleans.KubeApi.ClusterTests.Security;

/// <summary>Rights on several silos: changes reach them all soon, and none of them can be used to go around the checks of
/// another.</summary>
[Collection(AloneCollection.Name)]
public sealed class PolicyOnThreeSilosTests(ITestOutputHelper output)
{
    private const string Namespace = "default";
    private const int Rounds = 10;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PolicyChange_IsInForceOnAllSilosWithinASecond_S5S6S13HoldOnEach()
    {
        await using var postgres = new PostgresServer();
        postgres.SkipIfMissing();
        await using var cluster = await KubeCluster.StartAsync(await postgres.CreateDatabaseAsync(), 3, Cancellation);
        var janes = cluster.Silos.Select(s => new KubeHttp(s.Url, KubeServer.UserToken)).ToList();

        await ChangesReachAllAsync(cluster, janes);
        await ChecksHoldOnEachAsync(cluster, janes);
        janes.ForEach(j => j.Dispose());
    }

    private async Task ChangesReachAllAsync(KubeCluster cluster, List<KubeHttp> janes)
    {
        var admin = cluster.Silos[0].Client;
        (await admin.PostAsync($"{Group}/namespaces/{Namespace}/roles", Role(
            "r", """[{"apiGroups":[""],"resources":["configmaps"],"verbs":["list"]}]"""), Cancellation)).MustBe(201);
        var longest = TimeSpan.Zero;
        for (var round = 0; round < Rounds; round++)
        {
            var writer = cluster.Silos[round % 3].Client;
            (await writer.PostAsync(
                $"{Group}/namespaces/{Namespace}/rolebindings", Binding("b", "Role", "r", "jane"), Cancellation)).MustBe(201);
            longest = Max(longest, await AllSeeAsync(janes, 200));
            (await writer.DeleteAsync($"{Group}/namespaces/{Namespace}/rolebindings/b", Cancellation)).MustBe(200);
            longest = Max(longest, await AllSeeAsync(janes, 403));
        }

        output.WriteLine($"longest time until a change was in force on all silos: {longest.TotalMilliseconds:0} ms");
    }

    private static async Task ChecksHoldOnEachAsync(KubeCluster cluster, List<KubeHttp> janes)
    {
        await GrantAsync(cluster.Silos[0].Client, Namespace, "jane", """
            [{"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles","rolebindings"],"verbs":["create","update","patch"]},
             {"apiGroups":["coordination.k8s.io"],"resources":["leases"],"verbs":["update","patch"]}]
            """, janes, Cancellation);
        var wide = Role("wide", """[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}]""");
        const string lease = """{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"l"}}""";
        foreach (var jane in janes)
        {
            const string roles = $"{Group}/namespaces/{Namespace}/roles";
            const string leases = $"/apis/coordination.k8s.io/v1/namespaces/{Namespace}/leases/l";
            var attempts = await Task.WhenAll(
                jane.PostAsync(roles, wide, Cancellation),
                jane.PatchAsync($"{roles}/wide?fieldManager=t", wide, KubeHttp.ApplyPatch, Cancellation),
                jane.PatchAsync($"{roles}/grant-jane", """{"rules":[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}]}""",
                    KubeHttp.MergePatch, Cancellation),
                jane.PostAsync($"{Group}/namespaces/{Namespace}/rolebindings", Binding(
                    "me", "ClusterRole", "cluster-admin", "jane"), Cancellation),
                jane.PutAsync(leases, lease, Cancellation),
                jane.PatchAsync($"{leases}?fieldManager=t", lease, KubeHttp.ApplyPatch, Cancellation));
            Assert.All(attempts, a => Assert.Equal(403, a.Code));
        }
    }

    private static async Task<TimeSpan> AllSeeAsync(List<KubeHttp> janes, int code)
    {
        var took = await Task.WhenAll(janes.Select(jane => Eventually.HoldsAsync($"the change is in force ({code})", Limit, async stop =>
            (await jane.GetAsync($"/api/v1/namespaces/{Namespace}/configmaps?limit=1", stop)).Code == code, Cancellation)));
        return took.Max();
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
