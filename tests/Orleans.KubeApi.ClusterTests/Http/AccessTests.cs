using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Http;

/// <summary>Who may not: no token, a wrong one, a right one without rights.</summary>
public sealed class AccessTests(EmbeddedServer embedded) : HttpTestBase(embedded)
{
    [Fact]
    public async Task WrongToken_Is401()
    {
        using var client = new KubeHttp(Embedded.Server.Url, "wrong");
        var answer = (await client.GetAsync(Objects, Cancellation)).MustBe(401);
        Assert.Equal("Unauthorized", answer.Reason);
    }

    [Fact]
    public async Task NoToken_Is403AsAnonymous()
    {
        using var client = new KubeHttp(Embedded.Server.Url, null);
        var answer = (await client.GetAsync(Objects, Cancellation)).MustBe(403);
        Assert.Equal(
            "configmaps is forbidden: User \"system:anonymous\" cannot list resource "
            + $"\"configmaps\" in API group \"\" in the namespace \"{Namespace}\"",
            answer.Message);
    }

    [Fact]
    public async Task UserWithoutRights_Is403_AlsoForWhatDoesNotExist()
    {
        await CreateAsync("a");
        using var client = new KubeHttp(Embedded.Server.Url, KubeServer.UserToken);
        var present = (await client.GetAsync($"{Objects}/a", Cancellation)).MustBe(403);
        var absent = (await client.GetAsync($"{Objects}/b", Cancellation)).MustBe(403);
        Assert.Equal(present.Message.Replace("\"a\"", "\"b\"", StringComparison.Ordinal), absent.Message);
        (await client.PostAsync(Objects, Body("c", "v"), Cancellation)).MustBe(403);
        (await client.DeleteAsync($"{Objects}/a", Cancellation)).MustBe(403);
        var refused = await Assert.ThrowsAsync<KubeRefusal>(() => client.WatchAsync($"{Objects}?watch=1", Cancellation));
        Assert.Equal(403, refused.Code);
    }

    [Fact]
    public async Task UserWithRoleBinding_MayDoWhatTheRoleSays()
    {
        await CreateAsync("a");
        var rbac = $"/apis/rbac.authorization.k8s.io/v1/namespaces/{Namespace}";
        var role = """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"reader"},
             "rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":["get"]}]}
            """;
        var binding = """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"jane"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"reader"},
             "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"jane"}]}
            """;
        (await Client.PostAsync($"{rbac}/roles", role, Cancellation)).MustBe(201);
        (await Client.PostAsync($"{rbac}/rolebindings", binding, Cancellation)).MustBe(201);

        using var client = new KubeHttp(Embedded.Server.Url, KubeServer.UserToken);
        await Eventually.HoldsAsync(
            "jane may get",
            TimeSpan.FromSeconds(5),
            async limit => (await client.GetAsync($"{Objects}/a", limit)).Code == 200,
            Cancellation);
        (await client.GetAsync(Objects, Cancellation)).MustBe(403);
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    [InlineData("/version")]
    public async Task PublicPaths_AreOpenToAll(string path)
    {
        using var client = new KubeHttp(Embedded.Server.Url, null);
        (await client.GetAsync(path, Cancellation)).MustBe(200);
    }

    [Fact]
    public async Task Body_WithoutToken_IsRefusedBeforeItIsRead()
    {
        using var client = new KubeHttp(Embedded.Server.Url, null);
        var answer = await client.PostAsync(Objects, Body("big", new string('x', 3_300_000)), Cancellation);

        // Not 413: who may not write isn't told about limits either.
        Assert.Contains(answer.Code, new[] { 401, 403 });
    }
}
