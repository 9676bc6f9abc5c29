using Orleans.KubeApi.Apply;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;
using Xunit;

namespace Orleans.KubeApi.Tests.Apply;

public sealed class ServerSideApplyTests
{
    private const string Now = "2026-01-02T03:04:05Z";
    private readonly OwnershipScope _scope = Ownership.Scope("apps/v1/deployments");
    private readonly ManagedSet _managed = new();
    private ObjectNode _live;

    public ServerSideApplyTests() => _live = ZeroValue.Struct(_scope.Schema);

    [Fact]
    public void Apply_ListsByKey_MergeShareAndPrune()
    {
        Apply("one", Containers("""{"name":"a","image":"i","env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"args":["x"]}"""));
        Apply("two", Containers("""{"name":"b","image":"s"}"""));
        Assert.Equal("""[{"name":"a","image":"i","args":["x"],"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}]},{"name":"b","image":"s"}]""",
            Live());
        // Dropped: env A and args. The other's container stays.
        Apply("one", Containers("""{"name":"a","image":"i","env":[{"name":"B","value":"2"}]}"""));
        Assert.Equal("""[{"name":"a","image":"i","env":[{"name":"B","value":"2"}]},{"name":"b","image":"s"}]""", Live());
        Apply("two", """{"spec":{}}""");
        Assert.Equal("""[{"name":"a","image":"i","env":[{"name":"B","value":"2"}]}]""", Live());
        Assert.Equal("""
            one Apply: {"f:spec":{"f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"a\"}":{".":{},"f:env":{"k:{\"name\":\"B\"}":{".":{},"f:name":{},"f:value":{}}},"f:image":{},"f:name":{}}}}}}}
            two Apply: {"f:spec":{}}
            """, Ownership.Shown(_managed.ToNode()));
    }

    [Fact]
    public void Apply_OtherValueOfAnotherManager_ConflictsUnlessForced()
    {
        Apply("one", """{"spec":{"replicas":1,"paused":true}}""");
        var refused = Assert.Throws<StatusException>(() => Apply("two", """{"spec":{"replicas":2,"paused":false}}""")).Status;
        Assert.Equal((409, "Conflict", "Apply failed with 2 conflicts: conflicts with \"one\":\n- .spec.paused\n- .spec.replicas"),
            (refused.Code, refused.Reason, refused.Message));
        Assert.Equal([new StatusCause("FieldManagerConflict", "conflict with \"one\"", ".spec.paused"),
            new StatusCause("FieldManagerConflict", "conflict with \"one\"", ".spec.replicas")], refused.Details!.Causes!);
        Apply("two", """{"spec":{"replicas":2}}""", force: true);
        Assert.Equal("""
            one Apply: {"f:spec":{"f:paused":{}}}
            two Apply: {"f:spec":{"f:replicas":{}}}
            """, Ownership.Shown(_managed.ToNode()));
    }

    [Fact]
    public void Apply_SameValue_IsSharedAndLeavesWithTheLastOwner()
    {
        Apply("one", """{"spec":{"replicas":2}}""");
        Apply("two", """{"spec":{"replicas":2}}""");
        Apply("one", """{"spec":{"paused":true}}""");
        Assert.Equal(2, _live.Object("spec")!.Integer("replicas"));
        Apply("two", """{"spec":{"minReadySeconds":1}}""");
        Assert.Null(_live.Object("spec")!.Integer("replicas"));
    }

    [Fact]
    public void Apply_NothingNew_ChangesNothingAndKeepsTimes()
    {
        Apply("one", """{"spec":{"replicas":2}}""");
        var before = _managed.ToNode()!.ToString();
        Assert.False(Apply("one", """{"spec":{"replicas":2}}""", now: "2027-01-01T00:00:00Z"));
        Assert.Equal(before, _managed.ToNode()!.ToString());
    }

    [Fact]
    public void Apply_ObjectNobodyManages_GivesItToBeforeFirstApply()
    {
        _live = Ownership.Object(_scope, """{"spec":{"replicas":3,"selector":{},"template":{}}}""");
        var refused = Assert.Throws<StatusException>(() => Apply("m", """{"spec":{"replicas":4}}""")).Status;
        Assert.Equal("Apply failed with 1 conflict: conflict with \"before-first-apply\" using apps/v1: .spec.replicas", refused.Message);
    }

    [Fact]
    public void Apply_KubectlAfterClientSideApply_TakesOverAndKeepsTheAnnotation()
    {
        const string annotation = """{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"spec\":{\"replicas\":3}}""";
        _live = Ownership.Object(_scope, "{\"metadata\":{\"annotations\":{\"kubectl.kubernetes.io/last-applied-configuration\":\""
            + annotation
            + "\"}},\"spec\":{\"replicas\":3,\"selector\":{},\"template\":{}}}");
        FieldOwnership.Update(_scope, ZeroValue.Struct(_scope.Schema), _live, _managed, "kubectl-client-side-apply", Now);
        Assert.Throws<StatusException>(() => Apply("other", """{"spec":{"replicas":4}}"""));
        Apply("kubectl", """{"spec":{"replicas":4}}""");
        LastApplied.Renew(_live, Ownership.Tree("""{"spec":{"replicas":4},"kind":"Deployment"}"""));
        Assert.Equal("""{"kind":"Deployment","spec":{"replicas":4}}""" + "\n",
            _live.Object("metadata")!.Object("annotations")!.Text("kubectl.kubernetes.io/last-applied-configuration"));
        Assert.Equal(4, _live.Object("spec")!.Integer("replicas"));
    }

    [Theory]
    // The configuration's order wins; others stay where they were among them.
    [InlineData("a,b,c", "c,a", "b,c,a")]
    [InlineData("a,b,c", "x,b", "a,x,b,c")]
    [InlineData("a,b", "b,x,a", "b,x,a")]
    [InlineData("", "b,a", "b,a")]
    public void Merge_Lists_KeepTheConfigurationsOrder(string live, string config, string expected)
    {
        var type = _scope.Type;
        var merged = FieldMerge.Merge(Ownership.Tree(Names(live)), Ownership.Tree(Names(config)), type);
        var names = merged.Object("spec")!.Object("template")!.Object("spec")!.Array("containers")!.Items;
        Assert.Equal(expected, string.Join(",", names.Select(n => ((ObjectNode)n).Text("name"))));
    }

    [Theory]
    [InlineData("""{"nonsense":1}""", ".nonsense: field not declared in schema")]
    [InlineData("""{"metadata":{"labels":{"a":1}}}""", ".metadata.labels.a: expected string, got &value.valueUnstructured{Value:1}")]
    [InlineData("""{"spec":{"replicas":"3"}}""", ".spec.replicas: expected numeric (int or float), got string")]
    [InlineData("""{"spec":"x"}""", ".spec: expected map, got &{x}")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"name":"a"},{"name":"a"}]}}}}""",
        """.spec.template.spec.containers: duplicate entries for key [name="a"]""")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[null]}}}}""",
        ".spec.template.spec.containers: element 0: associative list with keys may not have a null element")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"name":"a","ports":[{},{"containerPort":0}]}]}}}}""",
        """.spec.template.spec.containers[name="a"].ports: duplicate entries for key [containerPort=0,protocol="TCP"]""")]
    public void Faults_OfAConfiguration_AreTheOriginals(string config, string expected) =>
        Assert.Equal(expected, AppliedCheck.Faults(Ownership.Tree(config), _scope.Type));

    private static string Names(string names) => Containers(string.Join(",",
        names.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(n => $"{{\"name\":\"{n}\"}}")));

    private static string Containers(string items) => """{"spec":{"template":{"spec":{"containers":[@]}}}}""".Replace("@", items, StringComparison.Ordinal);

    private string Live() => ((ArrayNode)_live.Object("spec")!.Object("template")!.Object("spec")!["containers"]!).ToString()
        .Replace(",\"resources\":{}", "", StringComparison.Ordinal);

    private bool Apply(string manager, string config, bool force = false, string now = Now)
    {
        var applied = ServerSideApply.Apply(_scope, _live, Ownership.Tree(config), _managed, manager, force, now);
        _live = Ownership.Object(_scope, applied.Tree.ToString());
        return applied.Changed;
    }
}
