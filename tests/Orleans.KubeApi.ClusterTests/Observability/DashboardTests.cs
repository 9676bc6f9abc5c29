using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Observability;

/// <summary>Orleans' dashboard: only where it was asked for, only for those who may see it (S40).</summary>
public sealed class DashboardTests
{
    [Fact]
    public async Task Dashboard_AskedFor_IsServedToThoseWhoMayGetItsPath()
    {
        var token = TestContext.Current.CancellationToken;
        await using var server = await KubeServer.StartNewAsync(
            new KubeServerOptions { MoreArguments = ["--orleans-dashboard=true"] }, token);

        var page = await server.Client.GetAsync("/orleans/", token);
        Assert.Equal((200, "text/html"), (page.Code, page.ContentType));
        (await server.Client.GetAsync("/orleans/index.min.js", token)).MustBe(200);
        await Eventually.HoldsAsync(
            "the grains are counted",
            TimeSpan.FromSeconds(30),
            async limit => (await server.Client.GetAsync("/orleans/DashboardCounters", limit)).MustBe(200).Text
                .Contains("CollectionGrain", StringComparison.Ordinal),
            token);
        Assert.NotEqual(200, (await server.Client.GetAsync("/orleans/Trace", token)).Code);

        using var user = new KubeHttp(server.Url, KubeServer.UserToken);
        var refused = (await user.GetAsync("/orleans/", token)).MustBe(403);
        Assert.Equal("Forbidden", refused.Reason);
        using var nobody = new KubeHttp(server.Url, token: null);
        (await nobody.GetAsync("/orleans/DashboardCounters", token)).MustBe(403);

        var role = """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"dashboard"},
             "rules":[{"nonResourceURLs":["/orleans/*"],"verbs":["get"]}]}
            """;
        var binding = """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"dashboard"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"dashboard"},
             "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"Group","name":"developers"}]}
            """;
        (await server.Client.PostAsync("/apis/rbac.authorization.k8s.io/v1/clusterroles", role, token)).MustBe(201);
        (await server.Client.PostAsync("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", binding, token)).MustBe(201);
        await Eventually.HoldsAsync(
            "the role is in force",
            TimeSpan.FromSeconds(20),
            async limit => (await user.GetAsync("/orleans/", limit)).Code == 200,
            token);
    }

    [Fact]
    public async Task Dashboard_NotAskedFor_IsNoPath()
    {
        var token = TestContext.Current.CancellationToken;
        await using var server = await KubeServer.StartNewAsync(new KubeServerOptions(), token);

        (await server.Client.GetAsync("/orleans/", token)).MustBe(404);
    }
}
