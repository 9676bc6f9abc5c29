using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Authorization.Rbac;
using Xunit;
using static Orleans.KubeApi.Tests.Authorization.PolicyText;

namespace Orleans.KubeApi.Tests.Authorization;

public sealed class RbacPolicyTests
{
    private const string Jane = """[{"kind":"User","name":"jane"}]""";

    [Theory]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}""", "get", "pods", "", "x", true)]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}""", "list", "pods", "", "", false)]
    [InlineData("""{"verbs":["*"],"apiGroups":[""],"resources":["pods"]}""", "whatever", "pods", "", "", true)]
    [InlineData("""{"verbs":["get"],"apiGroups":["apps"],"resources":["pods"]}""", "get", "pods", "", "x", false)]
    [InlineData("""{"verbs":["get"],"apiGroups":["*"],"resources":["pods"]}""", "get", "pods", "", "x", true)]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}""", "get", "pods", "log", "x", false)]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["pods/log"]}""", "get", "pods", "log", "x", true)]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["pods/log"]}""", "get", "pods", "", "x", false)]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["*/log"]}""", "get", "pods", "log", "x", true)]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["*/log"]}""", "get", "pods", "xlog", "x", false)]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["xpods/log"]}""", "get", "pods", "log", "x", false)]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["*"]}""", "get", "pods", "log", "x", true)]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["pods/*"]}""", "get", "pods", "log", "x", false)]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["pods"],"resourceNames":["x"]}""", "get", "pods", "", "x", true)]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["pods"],"resourceNames":["x"]}""", "get", "pods", "", "xy", false)]
    [InlineData("""{"verbs":["list"],"apiGroups":[""],"resources":["pods"],"resourceNames":["x"]}""", "list", "pods", "", "", false)]
    public void Decide_OneRule_AsTheOriginal(string rule, string verb, string resource, string sub, string name, bool allowed)
    {
        var policy = Build([Role("a", "r", $"[{rule}]"), Binding("a", "b", "Role/r", Jane)]);

        for (var again = 0; again < 2; again++)
        {
            Assert.Equal(allowed, policy.Decide(User("jane"), Resource(verb, "", resource, "a", name, sub)).IsAllowed);
        }

        Assert.False(policy.Decide(User("jane"), Resource(verb, "", resource, "b", name, sub)).IsAllowed);
        Assert.False(policy.Decide(User("jane"), Resource(verb, "", resource, "", name, sub)).IsAllowed);
        Assert.False(policy.Decide(User("john"), Resource(verb, "", resource, "a", name, sub)).IsAllowed);
    }

    [Theory]
    [InlineData("/x", "/x", true)]
    [InlineData("/x", "/x/", false)]
    [InlineData("/x/*", "/x/y", true)]
    [InlineData("/x/*", "/x", false)]
    [InlineData("*", "/anything", true)]
    public void Decide_Path_AsTheOriginal(string rule, string path, bool allowed)
    {
        var policy = Build(
        [
            Role("", "r", $$"""[{"verbs":["get"],"nonResourceURLs":["{{rule}}"]}]"""), Binding("", "b", "ClusterRole/r", Jane),
            Binding("a", "c", "ClusterRole/r", """[{"kind":"User","name":"john"}]"""),
        ]);

        Assert.Equal(allowed, policy.Decide(User("jane"), Path("get", path)).IsAllowed);
        Assert.False(policy.Decide(User("jane"), Path("post", path)).IsAllowed);
        Assert.False(policy.Decide(User("john"), Path("get", path)).IsAllowed);
    }

    [Theory]
    [InlineData("""[{"kind":"Group","name":"dev"}]""", "x", "dev", "Group \"dev\"")]
    [InlineData("""[{"kind":"ServiceAccount","name":"s"}]""", "system:serviceaccount:a:s", "none", "ServiceAccount \"s/a\"")]
    [InlineData(
        """[{"kind":"ServiceAccount","name":"s","namespace":"b"}]""", "system:serviceaccount:b:s", "none", "ServiceAccount \"s/b\"")]
    public void Decide_Subjects_NamedInTheReason(string subjects, string user, string group, string named)
    {
        var policy = Build(
        [
            Role("", "r", """[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]"""), Binding("a", "b", "ClusterRole/r", subjects),
        ]);

        Assert.Equal($"RBAC: allowed by RoleBinding \"b/a\" of ClusterRole \"r\" to {named}",
            policy.Decide(User(user, group), Resource("get", "", "pods", "a")).Reason);
    }

    [Fact]
    public void Decide_RoleMissing_Hints()
    {
        var policy = Build([Binding("", "b", "ClusterRole/x", Jane), Binding("a", "b", "Role/y", Jane)]);

        Assert.Equal("RBAC: clusterrole.rbac.authorization.k8s.io \"x\" not found", policy.Decide(User("jane"), Path("get", "/z")).Reason);
        Assert.Equal(
            "RBAC: [clusterrole.rbac.authorization.k8s.io \"x\" not found, role.rbac.authorization.k8s.io \"y\" not found]",
            policy.Decide(User("jane"), Resource("get", "", "pods", "a")).Reason);
        Assert.Equal("", policy.Decide(User("john"), Resource("get", "", "pods", "a")).Reason);
    }

    [Fact]
    public void Decide_MoreQuestionsThanAreRemembered_StaysRight()
    {
        var policy = Build(
        [
            Role("", "r", """[{"verbs":["get"],"nonResourceURLs":["/even/*"]}]"""), Binding("", "b", "ClusterRole/r", Jane),
        ]);
        var user = User("jane");

        for (var i = 0; i < 40_000; i++)
        {
            Assert.Equal(i % 2 == 0, policy.Decide(user, Path("get", i % 2 == 0 ? $"/even/{i}" : $"/odd/{i}")).IsAllowed);
        }
    }

    [Theory]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}""", "")]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["pods","secrets"],"resourceNames":["x"]}""",
        "{APIGroups:[\"\"], Resources:[\"secrets\"], ResourceNames:[\"x\"], Verbs:[\"get\"]}")]
    [InlineData("""{"verbs":["get","put"],"nonResourceURLs":["/a/b","/c"]}""",
        "{NonResourceURLs:[\"/a/b\"], Verbs:[\"put\"]} {NonResourceURLs:[\"/c\"], Verbs:[\"get\"]} "
        + "{NonResourceURLs:[\"/c\"], Verbs:[\"put\"]}")]
    [InlineData("""{"verbs":["delete","watch"],"apiGroups":[""],"resources":["pods"]}""",
        "{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"delete\" \"watch\"]}")]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["*"]}""", "{APIGroups:[\"\"], Resources:[\"*\"], Verbs:[\"get\"]}")]
    [InlineData("""{"verbs":["update"],"apiGroups":["apps"],"resources":["deployments/scale"]}""", "")]
    public void Missing_WhatIsNotHeld_PutTogether(string wanted, string missing)
    {
        var held = PolicyRule.Of(Role("", "r", """
            [{"verbs":["get","list"],"apiGroups":[""],"resources":["pods"]},{"verbs":["get"],"nonResourceURLs":["/a/*"]},
             {"verbs":["*"],"apiGroups":["*"],"resources":["*/scale"]}]
            """).Object.Parse());

        Assert.Equal(missing, string.Join(' ', RuleCoverage.Missing(held, PolicyRule.Of(Role("", "w", $"[{wanted}]").Object.Parse()))));
    }

    [Fact]
    public void Missing_Everything_HeldOnlyByAdministrators()
    {
        Assert.Empty(RuleCoverage.Missing(PolicyRule.Everything, PolicyRule.Everything));
        Assert.Equal(2, RuleCoverage.Missing([new PolicyRule(["get"], ["*"], ["*"], [], [])], PolicyRule.Everything).Count);
    }

    [Fact]
    public async Task AuthorizeAsync_S4_AuthorizerThrows_NeverAllows()
    {
        IAuthorizer[] broken = [new Broken(wait: false), new Broken(wait: true)];
        foreach (var one in broken)
        {
            var chain = new AuthorizerChain([new MastersAuthorizer(), one, new AlwaysAuthorizer(allow: true)]);
            var decision = await chain.AuthorizeAsync(User("jane"), Path("get", "/"), TestContext.Current.CancellationToken);

            Assert.False(decision.IsAllowed);
            Assert.NotEmpty(decision.Error);
            Assert.True((await chain.AuthorizeAsync(
                User("root", "system:masters"), Path("get", "/"), TestContext.Current.CancellationToken)).IsAllowed);
        }
    }

    [Fact]
    public void Refusal_Path_SaysWhich()
    {
        var refusal = ForbiddenText.Refusal(User("alice"), Path("get", "/x"));
        Assert.Equal((403, "forbidden: User \"alice\" cannot get path \"/x\""), (refusal.Status.Code, refusal.Message));
    }

    private sealed class Broken(bool wait) : IAuthorizer
    {
        public async ValueTask<AuthorizerDecision> WaitAsync()
        {
            await Task.Yield();
            throw new InvalidOperationException("broken");
        }

        public ValueTask<AuthorizerDecision> AuthorizeAsync(
            Orleans.KubeApi.Authentication.UserInfo user, RequestAttributes attributes, CancellationToken cancellationToken) =>
            wait ? WaitAsync() : throw new InvalidOperationException("broken");
    }
}
