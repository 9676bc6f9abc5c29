using System.Globalization;
using Orleans.KubeApi.ClusterTests.Http;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;
using static Orleans.KubeApi.ClusterTests.Security.AccessRules;

namespace Orleans.KubeApi.ClusterTests.Security;

/// <summary>Who may do what, on a real server; jane is whoever has the user token.</summary>
public sealed class AuthorizationTests : HttpTestBase
{
    private const string Writer = """
        [{"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles","rolebindings"],
          "verbs":["get","create","update","patch","delete"]},
         {"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]
        """;

    private const string Pods = """[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]""";
    private readonly KubeHttp _jane;

    public AuthorizationTests(EmbeddedServer embedded)
        : base(embedded) => _jane = new KubeHttp(embedded.Server.Url, KubeServer.UserToken);

    private string Roles => $"{Group}/namespaces/{Namespace}/roles";

    private string Bindings => $"{Group}/namespaces/{Namespace}/rolebindings";

    [Fact]
    public async Task S5_RoleBeyondOwnRights_Is403WithWhatIsMissing()
    {
        await GrantAsync(Writer);

        (await _jane.PostAsync(Roles, Role("same", Pods), Cancellation)).MustBe(201);
        const string more = """[{"apiGroups":[""],"resources":["pods","secrets"],"verbs":["get","list"]}]""";
        var refused = (await _jane.PostAsync(Roles, Role("more", more), Cancellation)).MustBe(403);

        Assert.Equal(
            "roles.rbac.authorization.k8s.io \"more\" is forbidden: user \"jane\" (groups=[\"developers\" \"system:authenticated\"]) is "
            + "attempting to grant RBAC permissions not currently held:\n{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"list\"]}\n"
            + "{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\" \"list\"]}",
            refused.Message);
        await GrantAsync("""[{"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles"],"verbs":["escalate"]}]""", "escalate");
        (await _jane.PostAsync(
            Roles, Role("more", """[{"apiGroups":[""],"resources":["secrets"],"verbs":["get"]}]"""), Cancellation)).MustBe(201);
    }

    [Fact]
    public async Task S5_BindingBeyondOwnRights_Is403UnlessBindIsHeld()
    {
        await GrantAsync(Writer);

        var refused = (await _jane.PostAsync(Bindings, Binding("me", "ClusterRole", "cluster-admin", "jane"), Cancellation)).MustBe(403);
        Assert.Contains("{NonResourceURLs:[\"*\"], Verbs:[\"*\"]}", refused.Message, StringComparison.Ordinal);
        (await _jane.PostAsync(Bindings, Binding("none", "Role", "absent", "jane"), Cancellation)).MustBe(404);
        (await _jane.PostAsync(
            $"{Group}/clusterrolebindings", Binding("x", "ClusterRole", "cluster-admin", "jane", cluster: true), Cancellation)).MustBe(403);

        await GrantAsync("""
            [{"apiGroups":["rbac.authorization.k8s.io"],"resources":["clusterroles"],"resourceNames":["view"],"verbs":["bind"]}]
            """, "bind");
        (await _jane.PostAsync(Bindings, Binding("view", "ClusterRole", "view", "jane"), Cancellation)).MustBe(201);
        (await _jane.PostAsync(Bindings, Binding("edit", "ClusterRole", "edit", "jane"), Cancellation)).MustBe(403);
    }

    [Theory]
    [InlineData("Foo", "x", 500, "unsupported role reference kind: \"Foo\"")]
    [InlineData("Role", "", 400, "Name parameter required.")]
    [InlineData("ClusterRole", "a/b", 400, "Name parameter invalid: \"a/b\": may not contain '/'")]
    public async Task Binding_ToNoRole_IsAnsweredBeforeItsOwnValidation(string kind, string name, int code, string message)
    {
        await GrantAsync(Writer);

        var refused = (await _jane.PostAsync(Bindings, Binding("b", kind, name, "jane"), Cancellation)).MustBe(code);

        Assert.Equal(message, refused.Message);
        (await Client.PostAsync(Bindings, Binding("b", kind, name, "jane"), Cancellation)).MustBe(422);
    }

    [Theory]
    [InlineData("PUT", "application/json", "")]
    [InlineData("PATCH", KubeHttp.MergePatch, "")]
    [InlineData("PATCH", KubeHttp.StrategicPatch, "")]
    [InlineData("PATCH", KubeHttp.ApplyPatch, "?fieldManager=t&force=true")]
    [InlineData("PUT", "application/json", "?dryRun=All")]
    [InlineData("PATCH", KubeHttp.MergePatch, "?dryRun=All")]
    [InlineData("PATCH", KubeHttp.ApplyPatch, "?fieldManager=t&force=true&dryRun=All")]
    public async Task S6_EveryPathThatWritesARole_IsChecked(string method, string type, string query)
    {
        await GrantAsync(Writer);
        (await Client.PostAsync(Roles, Role("target", Pods), Cancellation)).MustBe(201);
        var body = Role("target", """[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}]""");

        var refused = await _jane.SendAsync(new HttpMethod(method), $"{Roles}/target{query}", body, type, Cancellation);

        Assert.Contains("attempting to grant RBAC permissions", refused.MustBe(403).Message, StringComparison.Ordinal);
        var fresh = body.Replace("target", "new", StringComparison.Ordinal);
        var made = await _jane.SendAsync(new HttpMethod(method), $"{Roles}/new{query}", fresh, type, Cancellation);
        Assert.Equal(method == "PUT" || type == KubeHttp.ApplyPatch ? 403 : 404, made.Code);
        foreach (var finalizers in new[] { "[\"example.com/x\"]", "null" })
        {
            var patch = $$$"""{"metadata":{"finalizers":{{{finalizers}}}}}""";
            (await _jane.PatchAsync($"{Roles}/target", patch, KubeHttp.MergePatch, Cancellation)).MustBe(200);
        }
    }

    [Fact]
    public async Task S6_RoleRef_CantBeChanged()
    {
        (await Client.PostAsync(Bindings, Binding("b", "ClusterRole", "view", "jane"), Cancellation)).MustBe(201);

        const string patch = """{"roleRef":{"name":"cluster-admin"}}""";
        var refused = await Client.PatchAsync($"{Bindings}/b", patch, KubeHttp.MergePatch, Cancellation);

        Assert.Contains("cannot change roleRef", refused.MustBe(422).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S6_AggregatedRole_FollowsItsLabels()
    {
        var name = $"agg-{Namespace}";
        var selector = $$$""","aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"to":"{{{name}}}"}}]}}""";
        (await Client.PostAsync($"{Group}/clusterroles", ClusterRole(name, "[]").TrimEnd()[..^1] + selector, Cancellation)).MustBe(201);
        (await Client.PostAsync(
            $"{Group}/clusterroles", ClusterRole($"{name}-part", """[{"apiGroups":["a"],"resources":["b"],"verbs":["c"]}]""",
                $$""","labels":{"to":"{{name}}"}"""), Cancellation)).MustBe(201);
        await HoldsAsync(async stop =>
            (await Client.GetAsync($"{Group}/clusterroles/{name}", stop)).Json["rules"]?.ToJsonString()
                == """[{"verbs":["c"],"apiGroups":["a"],"resources":["b"]}]""");

        (await Client.DeleteAsync($"{Group}/clusterroles/{name}-part", Cancellation)).MustBe(200);
        await HoldsAsync(async stop => (await Client.GetAsync($"{Group}/clusterroles/{name}", stop)).Json["rules"] is null);
        Assert.NotEmpty((await Client.GetAsync($"{Group}/clusterroles/view", Cancellation)).Json["rules"]!.AsArray());
    }

    [Theory]
    [InlineData("metadata.name=../bars")]
    [InlineData("metadata.name=..")]
    [InlineData("metadata.name=foobar")]
    [InlineData("metadata.name=fo")]
    [InlineData("metadata.name=%66oo")]
    [InlineData("metadata.name=foo/")]
    [InlineData("metadata.name!=foo")]
    public async Task S10_SelectorOfAnotherName_Is403(string selector)
    {
        await CreateAsync("foo");
        await CreateAsync("foobar");
        await GrantAsync("""[{"apiGroups":[""],"resources":["configmaps"],"resourceNames":["foo"],"verbs":["get","list","watch"]}]""");

        Assert.Equal(["foo"], (await _jane.GetAsync($"{Objects}?fieldSelector=metadata.name%3Dfoo", Cancellation)).MustBe(200).Names);
        (await _jane.GetAsync($"{Objects}?fieldSelector={Uri.EscapeDataString(selector)}", Cancellation)).MustBe(403);
        (await _jane.GetAsync($"{Objects}/foobar", Cancellation)).MustBe(403);
        (await _jane.GetAsync($"{Objects}/foo", Cancellation)).MustBe(200);
        Assert.InRange((await _jane.GetAsync("/api/v1/namespaces/..%2Fdefault/configmaps/foo", Cancellation)).Code, 400, 404);
    }

    [Fact]
    public async Task S12_EachVerb_NeedsItsOwnRight()
    {
        await CreateAsync("a");
        await GrantAsync("""[{"apiGroups":[""],"resources":["configmaps"],"verbs":["get","delete"]}]""");

        (await _jane.DeleteAsync(Objects, Cancellation)).MustBe(403); // deletecollection
        (await _jane.GetAsync(Objects, Cancellation)).MustBe(403);
        (await _jane.GetAsync($"{Objects}?fieldSelector=metadata.name%3Da", Cancellation)).MustBe(403);
        (await _jane.GetAsync($"{Objects}?watch=1&timeoutSeconds=1", Cancellation)).MustBe(403);
        (await _jane.GetAsync($"/api/v1/watch/namespaces/{Namespace}/configmaps", Cancellation)).MustBe(403);
        (await _jane.GetAsync($"/api/v1/watch/namespaces/{Namespace}/configmaps/a", Cancellation)).MustBe(403);
        (await _jane.GetAsync($"{Objects}/a", Cancellation)).MustBe(200);
        (await _jane.DeleteAsync($"{Objects}/a", Cancellation)).MustBe(200);
    }

    [Fact]
    public async Task S13_UpsertWithoutCreate_Is403()
    {
        await CreateAsync("there");
        await GrantAsync("""
            [{"apiGroups":[""],"resources":["configmaps"],"verbs":["get","update","patch"]},
             {"apiGroups":["coordination.k8s.io"],"resources":["leases"],"verbs":["get","update","patch"]}]
            """);
        var leases = $"/apis/coordination.k8s.io/v1/namespaces/{Namespace}/leases";
        const string lease = """{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"new"}}""";

        var refused = (await _jane.PutAsync($"{leases}/new", lease, Cancellation)).MustBe(403);
        Assert.Equal(
            "leases.coordination.k8s.io \"new\" is forbidden: User \"jane\" cannot create resource \"leases\" in API group "
            + $"\"coordination.k8s.io\" in the namespace \"{Namespace}\"", refused.Message);
        (await _jane.PutAsync($"{leases}/new?dryRun=All", lease, Cancellation)).MustBe(403);
        (await _jane.PatchAsync($"{Objects}/new?fieldManager=t", Body("new", "v"), KubeHttp.ApplyPatch, Cancellation)).MustBe(403);
        (await _jane.PatchAsync(
            $"{Objects}/there?fieldManager=t&force=true", Body("there", "w"), KubeHttp.ApplyPatch, Cancellation)).MustBe(200);
        (await Client.GetAsync($"{leases}/new", Cancellation)).MustBe(404);
    }

    [Fact]
    public async Task S14_Refusal_TellsNothingOfWhatIsThere()
    {
        (await Client.PostAsync($"/api/v1/namespaces/{Namespace}/secrets", """{"metadata":{"name":"here"}}""", Cancellation)).MustBe(201);

        var here = await _jane.GetAsync($"/api/v1/namespaces/{Namespace}/secrets/here", Cancellation);
        var gone = await _jane.GetAsync($"/api/v1/namespaces/{Namespace}/secrets/gone", Cancellation);

        Assert.Equal(403, here.Code);
        Assert.Equal(here.Text, gone.Text.Replace("gone", "here", StringComparison.Ordinal));
    }

    [Fact]
    public async Task S9_ScopeOfAnotherSort_IsNotFound()
    {
        (await Client.GetAsync($"/apis/rbac.authorization.k8s.io/v1/namespaces/{Namespace}/clusterroles/view", Cancellation)).MustBe(404);
        (await Client.GetAsync("/api/v1/configmaps/x", Cancellation)).MustBe(404);
        await GrantAsync("""[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}]""");
        Assert.Contains((await _jane.GetAsync($"{Group}/namespaces/{Namespace}/clusterroles/view", Cancellation)).Code, new[] { 403, 404 });
        (await _jane.GetAsync("/apis/rbac.authorization.k8s.io/v1/clusterroles/view", Cancellation)).MustBe(403);
    }

    [Fact]
    public async Task Namespace_ViewedInItself_IsAllowed()
    {
        (await Client.PostAsync(Bindings, Binding("v", "ClusterRole", "view", "jane"), Cancellation)).MustBe(201);

        await HoldsAsync(async stop => (await _jane.GetAsync($"/api/v1/namespaces/{Namespace}", stop)).Code == 200);
        (await _jane.GetAsync("/api/v1/namespaces", Cancellation)).MustBe(403);
    }

    [Fact]
    public async Task RulesReview_ListsWhatTheRolesSay()
    {
        await GrantAsync("""[{"apiGroups":["a"],"resources":["b"],"verbs":["c"]}]""");

        var review = (await _jane.PostAsync("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", string.Create(
            CultureInfo.InvariantCulture, $$$"""{"spec":{"namespace":"{{{Namespace}}}"}}"""), Cancellation)).MustBe(201).Json["status"]!;

        Assert.Contains(
            """{"verbs":["c"],"apiGroups":["a"],"resources":["b"]}""", review["resourceRules"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.False(review["incomplete"]!.GetValue<bool>());
    }

    private Task HoldsAsync(Func<CancellationToken, Task<bool>> condition) =>
        Eventually.HoldsAsync("it holds", TimeSpan.FromSeconds(20), condition, Cancellation);

    private async Task GrantAsync(string rules, string name = "grant")
    {
        if (name == "grant")
        {
            await AccessRules.GrantAsync(Client, Namespace, "jane", rules, [_jane], Cancellation);
            return;
        }

        (await Client.PostAsync(Roles, Role(name, rules), Cancellation)).MustBe(201);
        (await Client.PostAsync(Bindings, Binding(name, "Role", name, "jane"), Cancellation)).MustBe(201);
        await HoldsAsync(stop => MayAsync(
            _jane, Namespace, name, "rbac.authorization.k8s.io", name == "bind" ? "clusterroles\",\"name\":\"view" : "roles", stop));
    }
}
