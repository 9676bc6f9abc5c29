using System.Collections.Concurrent;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;
using static Orleans.KubeApi.ClusterTests.Security.AccessRules;

namespace Orleans.KubeApi.ClusterTests.Authorization;

/// <summary>Somebody tries on all silos at once, while others change the world under his hands, to get what he may not have.</summary>
[Collection(AloneCollection.Name)]
public sealed class RaceTests(ThreeSilos cluster, ITestOutputHelper output) : IClassFixture<ThreeSilos>
{
    private const string Wide = """[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}]""";
    private const string Leases = "/apis/coordination.k8s.io/v1/namespaces/upsert/leases/l";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task S5_EscalationsOnAllSilosWhilePoliciesChange_NeverGetThrough()
    {
        await cluster.NewNamespaceAsync("escalation", Cancellation);
        var janes = cluster.Janes();
        await GrantAsync(cluster.Admin, "escalation", "jane", """
            [{"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles","rolebindings"],"verbs":["*"]},
             {"apiGroups":[""],"resources":["configmaps"],"verbs":["get"]}]
            """.Replace("\"*\"", "\"create\",\"update\",\"patch\",\"get\"", StringComparison.Ordinal), janes, Cancellation);
        const string area = $"{Group}/namespaces/escalation";
        const string own = """[{"apiGroups":[""],"resources":["configmaps"],"verbs":["get"]}]""";

        var churn = ChurnAsync("escalation", 12);
        var answers = new ConcurrentBag<(string What, int Code)>();
        var attempts = 0;
        do
        {
            var round = attempts++;
            await Task.WhenAll(janes.Select(async (jane, silo) =>
            {
                var name = $"{round}-{silo}";
                answers.Add(("own", (await jane.PostAsync($"{area}/roles", Role($"own-{name}", own), Cancellation)).Code));
                answers.Add(("post", (await jane.PostAsync($"{area}/roles", Role($"wide-{name}", Wide), Cancellation)).Code));
                answers.Add(("apply", (await jane.PatchAsync(
                    $"{area}/roles/wide?fieldManager=t", Role("wide", Wide), KubeHttp.ApplyPatch, Cancellation)).Code));
                answers.Add(("patch", (await jane.PatchAsync(
                    $"{area}/roles/own-{name}", $$"""{"rules":{{Wide}}}""", KubeHttp.MergePatch, Cancellation)).Code));
                answers.Add(("bind", (await jane.PostAsync(
                    $"{area}/rolebindings", Binding($"b-{name}", "ClusterRole", "cluster-admin", "jane"), Cancellation)).Code));
            }));
        }
        while (!churn.IsCompleted);
        await churn;

        Assert.All(answers, a => Assert.Equal(a.What == "own" ? 201 : 403, a.Code));
        var roles = (await cluster.Admin.GetAsync($"{area}/roles", Cancellation)).MustBe(200);
        Assert.DoesNotContain(roles.Names, n => n!.StartsWith("wide", StringComparison.Ordinal));
        Assert.DoesNotContain("\"*\"", roles.Text, StringComparison.Ordinal);
        janes.ForEach(j => j.Dispose());
    }

    [Fact]
    public async Task S6_LabelThatAggregates_NeedsTheRoleItself_AndItsRightsFollowSoonOnAllSilos()
    {
        await cluster.NewNamespaceAsync("aggregate", Cancellation);
        var janes = cluster.Janes();
        (await cluster.Admin.PostAsync($"{Group}/clusterroles", ClusterRole("collects", "[]").Replace("\"rules\":[]",
            "\"aggregationRule\":{\"clusterRoleSelectors\":[{\"matchLabels\":{\"to\":\"collects\"}}]}", StringComparison.Ordinal),
            Cancellation)).MustBe(201);
        (await cluster.Admin.PostAsync($"{Group}/clusterroles", ClusterRole("part",
            """[{"apiGroups":[""],"resources":["configmaps"],"verbs":["list"]}]"""), Cancellation)).MustBe(201);
        (await cluster.Admin.PostAsync($"{Group}/namespaces/aggregate/rolebindings", Binding(
            "collected", "ClusterRole", "collects", "jane"), Cancellation)).MustBe(201);
        (await cluster.Admin.PostAsync($"{Group}/clusterroles", ClusterRole("labeller",
            """[{"apiGroups":["rbac.authorization.k8s.io"],"resources":["clusterroles"],"verbs":["update","patch"]}]"""), Cancellation))
            .MustBe(201);
        (await cluster.Admin.PostAsync($"{Group}/clusterrolebindings", Binding(
            "labeller", "ClusterRole", "labeller", "jane", cluster: true), Cancellation)).MustBe(201);

        // Jane may change roles, but not make one count that holds more than she does.
        foreach (var jane in janes)
        {
            await Eventually.HoldsAsync("jane may patch cluster roles", Patience, stop =>
                MayAsync(jane, "", "patch", "rbac.authorization.k8s.io", "clusterroles", stop), Cancellation);
            (await jane.PatchAsync($"{Group}/clusterroles/part", """{"metadata":{"labels":{"to":"collects"}}}""",
                KubeHttp.MergePatch, Cancellation)).MustBe(403);
            (await jane.PatchAsync($"{Group}/clusterroles/part",
                """{"aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"kubernetes.io/bootstrapping":"rbac-defaults"}}]}}""",
                KubeHttp.MergePatch, Cancellation)).MustBe(403);
        }

        foreach (var (label, code) in new[] { ("\"collects\"", 200), ("null", 403), ("\"collects\"", 200) })
        {
            (await cluster.Silos[1].Client.PatchAsync($"{Group}/clusterroles/part",
                $$$"""{"metadata":{"labels":{"to":{{{label}}} } } }""", KubeHttp.MergePatch, Cancellation)).MustBe(200);
            var took = await Task.WhenAll(janes.Select(jane => Eventually.HoldsAsync($"the aggregate is in force ({code})", Patience,
                async stop => (await jane.GetAsync("/api/v1/namespaces/aggregate/configmaps?limit=1", stop)).Code == code, Cancellation)));
            output.WriteLine($"aggregated rights of all silos {code} after {took.Max().TotalMilliseconds:0} ms");
        }

        janes.ForEach(j => j.Dispose());
    }

    [Fact]
    public async Task S13_UpsertsOnAllSilosWhileTheObjectComesAndGoes_NeverCreateIt()
    {
        await cluster.NewNamespaceAsync("upsert", Cancellation);
        var janes = cluster.Janes();
        await GrantAsync(cluster.Admin, "upsert", "jane",
            """[{"apiGroups":["coordination.k8s.io"],"resources":["leases"],"verbs":["update","patch"]}]""", janes, Cancellation);
        const string lease = """{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"l"}}""";
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var codes = new ConcurrentBag<int>();
        var upserts = janes.SelectMany(jane => new[]
        {
            AgainAsync(() => jane.PutAsync(Leases, lease, Cancellation)),
            AgainAsync(() => jane.PatchAsync($"{Leases}?fieldManager=t", lease, KubeHttp.ApplyPatch, Cancellation)),
        }).ToList();

        for (var round = 0; round < 15; round++)
        {
            // 409 would say that somebody else made it.
            (await cluster.Silos[round % 3].Client.PostAsync(
                "/apis/coordination.k8s.io/v1/namespaces/upsert/leases", lease, Cancellation)).MustBe(201);
            (await cluster.Silos[(round + 1) % 3].Client.DeleteAsync(Leases, Cancellation)).MustBe(200);
        }

        await enough.CancelAsync();
        await Task.WhenAll(upserts);
        Assert.DoesNotContain(201, codes);
        Assert.Contains(403, codes);
        (await cluster.Admin.GetAsync(Leases, Cancellation)).MustBe(404);
        janes.ForEach(j => j.Dispose());

        async Task AgainAsync(Func<Task<KubeResponse>> upsert)
        {
            while (!enough.IsCancellationRequested)
            {
                codes.Add((await upsert()).Code);
            }
        }
    }

    [Fact]
    public async Task S43_CreatesOnAllSilosWhileTheNamespaceEnds_LeaveNothingBehind()
    {
        const string name = "ending";
        const string maps = $"/api/v1/namespaces/{name}/configmaps";
        await cluster.NewNamespaceAsync(name, Cancellation);
        var isGone = false;
        var creates = cluster.Silos.Select((silo, at) => CreateAsync(silo.Client, at)).ToList();

        (await cluster.Silos[1].Client.DeleteAsync($"/api/v1/namespaces/{name}", Cancellation)).MustBe(200);
        await Eventually.HoldsAsync("the namespace is gone", TimeSpan.FromSeconds(90), async stop =>
            (await cluster.Silos[2].Client.GetAsync($"/api/v1/namespaces/{name}", stop)).Code == 404, Cancellation);
        Volatile.Write(ref isGone, true);
        var codes = (await Task.WhenAll(creates)).SelectMany(c => c).ToHashSet();

        Assert.Subset(new HashSet<int> { 201, 403, 404, 409 }, codes);
        foreach (var silo in cluster.Silos)
        {
            Assert.Empty((await silo.Client.GetAsync(maps, Cancellation)).MustBe(200).Names);
        }

        async Task<List<int>> CreateAsync(KubeHttp client, int silo)
        {
            var codes = new List<int>();
            while (!Volatile.Read(ref isGone) && codes.Count < 20_000)
            {
                var body = $$$"""{"metadata":{"name":"c{{{silo}}}-{{{codes.Count}}}"}}""";
                codes.Add((await client.PostAsync(maps, body, Cancellation)).Code);
                if (codes[^1] != 201)
                {
                    // Others use the machine too.
                    await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
                }
            }

            return codes;
        }
    }

    [Fact]
    public async Task Grant_AcknowledgedByOneSilo_HoldsForTheNextRequestToAnother()
    {
        await cluster.NewNamespaceAsync("grant", Cancellation);
        var janes = cluster.Janes();
        (await cluster.Admin.PostAsync($"{Group}/namespaces/grant/roles", Role(
            "r", """[{"apiGroups":[""],"resources":["configmaps"],"verbs":["list"]}]"""), Cancellation)).MustBe(201);
        var late = 0;
        for (var round = 0; round < 12; round++)
        {
            var jane = janes[(round + 1) % 3];
            (await cluster.Silos[round % 3].Client.PostAsync(
                $"{Group}/namespaces/grant/rolebindings", Binding("b", "Role", "r", "jane"), Cancellation)).MustBe(201);
            var took = await Eventually.HoldsAsync("the grant holds", Patience, async stop =>
                (await jane.GetAsync("/api/v1/namespaces/grant/configmaps", stop)).Code == 200, Cancellation);
            late += took > TimeSpan.FromSeconds(1) ? 1 : 0;
            (await cluster.Silos[round % 3].Client.DeleteAsync(
                $"{Group}/namespaces/grant/rolebindings/b", Cancellation)).MustBe(200);
            await Eventually.HoldsAsync("the grant is over", Patience, async stop =>
                (await jane.GetAsync("/api/v1/namespaces/grant/configmaps", stop)).Code == 403, Cancellation);
        }

        output.WriteLine($"{late} of 12 grants took longer than a second");
        Assert.True(late <= 6, $"{late} of 12 grants took longer than a second"); // half of them: the machine may be busy
        janes.ForEach(j => j.Dispose());
    }

    // Roles that have nothing to do with anybody: every one has all silos compile the policy anew.
    private async Task ChurnAsync(string ns, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            var admin = cluster.Silos[round % 3].Client;
            (await admin.PostAsync($"{Group}/namespaces/{ns}/roles", Role(
                "churn", """[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]"""), Cancellation)).MustBe(201);
            (await admin.PostAsync(
                $"{Group}/namespaces/{ns}/rolebindings", Binding("churn", "Role", "churn", "nobody"), Cancellation)).MustBe(201);
            (await admin.DeleteAsync($"{Group}/namespaces/{ns}/rolebindings/churn", Cancellation)).MustBe(200);
            (await admin.DeleteAsync($"{Group}/namespaces/{ns}/roles/churn", Cancellation)).MustBe(200);
        }
    }
}
