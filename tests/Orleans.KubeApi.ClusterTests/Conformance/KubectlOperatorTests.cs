using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Conformance;

/// <summary>What those who run a cluster do with kubectl: rollouts, drains, tokens, schemas.</summary>
[Collection(EmbeddedServerCollection.Name)]
public sealed class KubectlOperatorTests(EmbeddedServer embedded) : KubectlScenarios(embedded)
{
    [Fact]
    public async Task Explain_Recursive_ShowsNestedFields()
    {
        var text = await RunAsync("explain", "deployment.spec.strategy", "--recursive");
        Assert.Contains("rollingUpdate\t<RollingUpdateDeployment>", text, StringComparison.Ordinal);
        Assert.Contains("maxSurge\t<IntOrString>", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RolloutStatus_OfAHandWrittenStatus_SaysRolledOut()
    {
        await RunAsync("apply", "-f", Tool.Folder.Write("web.yaml", Manifests.TwoContainers));
        const string Status =
            """{"status":{"observedGeneration":1,"replicas":2,"updatedReplicas":2,"readyReplicas":2,"availableReplicas":2}}""";
        await RunAsync("patch", "deployment", "web", "--subresource=status", "--type=merge", "-p", Status);
        Assert.Contains(
            "successfully rolled out", await RunAsync("rollout", "status", "deployment/web", "--timeout=20s"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateToken_OfAServiceAccount_PrintsAToken()
    {
        await RunAsync("create", "serviceaccount", "robot");
        var token = (await RunAsync("create", "token", "robot", "--duration=1h")).Trim();
        Assert.Equal(3, token.Split('.').Length);
    }

    [Fact]
    public async Task Drain_Node_EvictsItsPods()
    {
        var node = $"node-{Space}";
        await RunAsync("create", "-f", Tool.Folder.Write("node.yaml", $"apiVersion: v1\nkind: Node\nmetadata:\n  name: {node}\n"));
        var pod = Manifests.Pod.Replace("spec:\n", $"spec:\n  nodeName: {node}\n", StringComparison.Ordinal);
        await RunAsync("create", "-f", Tool.Folder.Write("pod.yaml", pod));
        var drained = await RunAsync("drain", node, "--force", "--grace-period=0", "--timeout=25s");
        Assert.Contains("evicting pod", drained, StringComparison.Ordinal);
        Assert.Equal("true", await RunAsync("get", "node", node, "-o", "jsonpath={.spec.unschedulable}"));
        Assert.Equal("", await RunAsync("get", "pods", "-o", "name"));
    }

    [Fact]
    public async Task Drain_PodBehindABudget_IsRefusedUntilItIsOver()
    {
        await RunAsync("create", "-f", Tool.Folder.Write("pod.yaml", Manifests.Pod));
        await RunAsync("create", "poddisruptionbudget", "keep", "--selector=app=solo", "--min-available=1");
        const string Eviction = """{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"solo"}}""";
        var path = $"/api/v1/namespaces/{Space}/pods/solo";
        await RunAsync("patch", "pod", "solo", "--subresource=status", "--type=merge", "-p", """{"status":{"phase":"Running"}}""");
        var refused = await Embedded.Client.PostAsync($"{path}/eviction", Eviction, Cancellation);
        if (refused.Code == 501)
        {
            Assert.Skip("NOT SERVED YET, NOTHING PROVEN: evictions");
        }

        Assert.Equal("TooManyRequests", refused.MustBe(429).Reason);
        await RunAsync("delete", "poddisruptionbudget", "keep");
        (await Embedded.Client.PostAsync($"{path}/eviction", Eviction, Cancellation)).MustBe(201);
    }
}
