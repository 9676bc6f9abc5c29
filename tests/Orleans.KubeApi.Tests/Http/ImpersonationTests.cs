using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Http.Impersonating;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Http;

public sealed class ImpersonationTests : IAuthorizer
{
    private static readonly RequestAttributes ListPods = new()
    {
        IsResource = true, Verb = "list", Path = "/api/v1/namespaces/n/pods", Group = "", Resource = "pods", Subresource = "",
        Namespace = "n", Name = "",
    };

    private readonly List<string> _allowed = [];
    private readonly List<string> _asked = [];
    private readonly ModeMemory _memory = new();

    ValueTask<AuthorizerDecision> IAuthorizer.AuthorizeAsync(
        UserInfo user, RequestAttributes attributes, CancellationToken cancellationToken)
    {
        var question = $"{attributes.Verb} {attributes.Group}/{attributes.ResourceWithSubresource} "
            + (string.IsNullOrEmpty(attributes.Namespace) ? attributes.Name : $"{attributes.Namespace}/{attributes.Name}");
        _asked.Add(question);
        return ValueTask.FromResult(new AuthorizerDecision(_allowed.Contains(question) ? Decision.Allow : Decision.NoOpinion));
    }

    [Theory]
    [InlineData("Impersonate-User: bob")]
    [InlineData("Impersonate-User: bob\nImpersonate-Group: system:masters")]
    [InlineData("Impersonate-User: bob\nImpersonate-Uid: 1")]
    [InlineData("Impersonate-User: bob\nImpersonate-Extra-Scopes: x")]
    [InlineData("Impersonate-User: system:serviceaccount:kube-system:admin")]
    [InlineData("Impersonate-User: system:node:n1")]
    [InlineData("impersonate-user: admin")]
    public async Task S7_ImpersonationWithoutTheVerb_Is403(string headers)
    {
        await using var front = new FrontEnd();

        foreach (var target in new[] { "/api/v1/namespaces", "/api", "/healthz", "/version" })
        {
            Assert.Equal(403, (await front.SendAsync("GET", target, token: "alice", headers: headers)).Code);
        }
    }

    [Fact]
    public async Task Impersonation_ByMaster_RunsAsTheOther()
    {
        await using var front = new FrontEnd();
        const string headers = "Impersonate-User: bob\nImpersonate-Group: dev\nImpersonate-Uid: u\nImpersonate-Extra-Example.com%2fx: y";

        var answer = await front.SendAsync("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}", headers: headers);

        Assert.Equal(
            """{"username":"bob","uid":"u","groups":["dev","system:authenticated"],"extra":{"example.com/x":["y"]}}""",
            answer.Json.Object("status")!.Object("userInfo")!.ToString());
        Assert.Equal(403, (await front.GetAsync("/api/v1/namespaces", "Impersonate-User: bob")).Code);
        Assert.Equal(200, (await front.GetAsync("/version", "Impersonate-User: bob")).Code);
    }

    [Theory]
    [InlineData("Impersonate-Group: crew", """Name:"", UID:"", Groups:[]string{"crew"}, Extra:map[string][]string(nil)""")]
    [InlineData("Impersonate-Uid: u", """Name:"", UID:"u", Groups:[]string(nil), Extra:map[string][]string(nil)""")]
    [InlineData("Impersonate-Extra-X: u", """Name:"", UID:"", Groups:[]string(nil), Extra:map[string][]string{"x":[]string{"u"}}""")]
    public async Task Impersonation_WithoutUser_Is400(string header, string shown)
    {
        await using var front = new FrontEnd();

        var answer = await front.GetAsync("/api/v1/namespaces", header);

        Assert.Equal(
            (400, $"requested &user.DefaultInfo{{{shown}}} without impersonating a user name"), (answer.Code, answer.Message));
    }

    [Theory]
    [InlineData("system:anonymous", "", "system:unauthenticated")]
    [InlineData("bob", "system:unauthenticated", "system:unauthenticated")]
    [InlineData("bob", "system:authenticated,x", "system:authenticated,x")]
    [InlineData("system:serviceaccount:n:a", "", "system:serviceaccounts,system:serviceaccounts:n,system:authenticated")]
    [InlineData("system:serviceaccount:n:a", "x", "x,system:authenticated")]
    public async Task Resolve_Groups_AreThoseOfTheWantedUser(string name, string groups, string expected)
    {
        AllowAll(name, groups.Split(',', StringSplitOptions.RemoveEmptyEntries));

        var (user, constraint) = await ResolveAsync(name, groups.Split(',', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(expected.Split(','), user.Groups);
        Assert.Equal("", constraint);
    }

    [Fact]
    public async Task Resolve_ConstrainedUser_NeedsBothVerbs()
    {
        _allowed.Add("impersonate-on:user-info:list /pods n/");
        await Assert.ThrowsAsync<StatusException>(async () => await ResolveAsync("bob", []));
        _allowed.Add("impersonate:user-info authentication.k8s.io/users bob");

        Assert.Equal("impersonate:user-info", (await ResolveAsync("bob", [])).Constraint);
    }

    [Fact]
    public async Task Resolve_ConstrainedUser_NeverBecomesMaster()
    {
        _allowed.AddRange(
            ["impersonate-on:user-info:list /pods n/", "impersonate:user-info authentication.k8s.io/users bob",
                "impersonate:user-info authentication.k8s.io/groups system:masters"]);

        var refusal = await Assert.ThrowsAsync<StatusException>(async () => await ResolveAsync("bob", ["system:masters"]));

        Assert.EndsWith("impersonating the system:masters group is not allowed", refusal.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_ConstrainedNode_IsInTheGroupOfNodes()
    {
        _allowed.AddRange(
            ["impersonate-on:arbitrary-node:list /pods n/", "impersonate:arbitrary-node authentication.k8s.io/nodes n1"]);

        var (user, constraint) = await ResolveAsync("system:node:n1", []);

        Assert.Equal(["system:nodes", "system:authenticated"], user.Groups);
        Assert.Equal("impersonate:arbitrary-node", constraint);
    }

    [Fact]
    public async Task Resolve_AssociatedNode_IsForTheAccountOnThatNodeOnly()
    {
        _allowed.AddRange(
            ["impersonate-on:associated-node:list /pods n/", "impersonate:associated-node authentication.k8s.io/nodes *"]);
        var agent = UserInfo.ServiceAccount("n", "agent", "", new Dictionary<string, IReadOnlyList<string>>
        {
            ["authentication.kubernetes.io/node-name"] = ["n1"],
        });

        var (_, constraint) = await ResolveAsync("system:node:n1", [], agent);

        Assert.Equal("impersonate:associated-node", constraint);
        await Assert.ThrowsAsync<StatusException>(async () => await ResolveAsync("system:node:n2", [], agent));
        await Assert.ThrowsAsync<StatusException>(async () => await ResolveAsync("system:node:n1", []));
    }

    [Fact]
    public async Task Resolve_Refused_TellsTheNarrowestRefusal()
    {
        var refusal = await Assert.ThrowsAsync<StatusException>(async () => await ResolveAsync("bob", []));

        Assert.Equal(
            "pods is forbidden: User \"alice\" cannot impersonate-on:user-info:list resource \"pods\" in API group \"\" in the namespace \"n\"",
            refusal.Status.Message);
        Assert.Contains("impersonate /users bob", _asked);
    }

    [Fact]
    public async Task Resolve_AfterASuccess_TellsTheRefusalOfThatMode()
    {
        AllowAll("bob", []);
        Assert.Equal("bob", (await ResolveAsync("bob", [])).User.Name);

        var refusal = await Assert.ThrowsAsync<StatusException>(async () => await ResolveAsync("zed", []));

        Assert.Equal(
            "users \"zed\" is forbidden: User \"alice\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope",
            refusal.Status.Message);
        Assert.Equal(("zed", "users"), (refusal.Status.Details!.Name, refusal.Status.Details.Kind));
    }

    private void AllowAll(string name, string[] groups)
    {
        _allowed.Add($"impersonate /users {name}");
        _allowed.Add("impersonate /serviceaccounts n/a");
        _allowed.AddRange(groups.Select(g => $"impersonate /groups {g}"));
    }

    private async Task<Impersonated> ResolveAsync(string name, string[] groups, UserInfo? requestor = null) =>
        await new Impersonator(this, _memory, TestContext.Current.CancellationToken).ResolveAsync(
            requestor ?? new UserInfo("alice", "", []), UserInfo.Exactly(name, "", groups), ListPods);
}
