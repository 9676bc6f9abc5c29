using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Bootstrapping;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Bootstrapping;

public sealed class BootstrapObjectsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Access_HasTheDefaultRolesAndBindings()
    {
        var all = AccessObjects.All();
        Assert.Equal((70, 7, 51, 7), (Count("clusterroles"), Count("roles"), Count("clusterrolebindings"), Count("rolebindings")));
        var admin = all.Single(o => o is { Resource.Resource: "clusterroles", Name: "cluster-admin" });
        Assert.Equal("""[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]},{"verbs":["*"],"nonResourceURLs":["*"]}]""",
            admin.Body["rules"]!.ToString());
        var edit = all.Single(o => o is { Resource.Resource: "clusterroles", Name: "edit" }).Body;
        Assert.Equal("true", edit.Object("metadata")!.Object("labels")!.Text("rbac.authorization.k8s.io/aggregate-to-admin"));
        Assert.NotNull(edit["aggregationRule"]);
        Assert.Equal(all.Count, all.Select(o => (o.Resource, o.Namespace, o.Name)).Distinct().Count());

        int Count(string resource) => all.Count(o => o.Resource.Resource == resource);
    }

    [Fact]
    public void Flow_MandatoryOnesAreTheFixedOnes()
    {
        var all = FlowObjects.All();
        Assert.Equal((11, 8), (all.Count(o => o.Resource.Resource == "flowschemas"), all.Count(o => o.Resource.Resource != "flowschemas")));
        foreach (var name in new[] { "exempt", "catch-all" })
        {
            Assert.True(
                Node.DeepEquals(Orleans.KubeApi.Resources.Kinds.Access.FlowDefaults.MandatorySchema(name), Spec("flowschemas", name)));
            Assert.True(Node.DeepEquals(
                Orleans.KubeApi.Resources.Kinds.Access.FlowDefaults.MandatoryLevel(name), Spec("prioritylevelconfigurations", name)));
        }

        Node? Spec(string resource, string name) => all.Single(o => o.Resource.Resource == resource && o.Name == name).Body["spec"];
    }

    [Fact]
    public void Reconcile_Role_AddsWhatIsMissingAndKeepsTheRest()
    {
        var wanted = AccessObjects.All().Single(o => o is { Resource.Resource: "clusterroles", Name: "system:basic-user" }).Body;
        Assert.Null(RoleReconciliation.Reconcile((ObjectNode)wanted.Clone(), wanted));

        var poorer = (ObjectNode)wanted.Clone();
        poorer.Array("rules")!.Items.RemoveAt(0);
        poorer.Array("rules")!.Add(NodeReader.Parse("""{"verbs":["get"],"apiGroups":["x"],"resources":["y"]}"""u8));
        var next = RoleReconciliation.Reconcile(poorer, wanted)!;
        Assert.Equal(poorer.Array("rules")!.Items.Count + 1, next.Array("rules")!.Items.Count);
        Assert.Null(RoleReconciliation.Reconcile(next, wanted));

        poorer.Child("metadata").Child("annotations").Set(RoleReconciliation.AutoUpdate, "false");
        Assert.Null(RoleReconciliation.Reconcile(poorer, wanted));

        var wider = (ObjectNode)wanted.Clone();
        wider.Set("rules", NodeReader.Parse("""[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]"""u8));
        Assert.Null(RoleReconciliation.Reconcile(wider, wanted));
    }

    [Fact]
    public void Reconcile_Flow_LeavesTheUsersOwn()
    {
        var wanted = FlowObjects.All().Single(o => o is { Resource.Resource: "flowschemas", Name: "service-accounts" }).Body;
        var changed = (ObjectNode)wanted.Clone();
        changed.Child("spec").Set("matchingPrecedence", 5);
        Assert.Equal(9000, FlowObjects.Reconcile(changed, wanted)!.Object("spec")!.Integer("matchingPrecedence"));
        changed.Child("metadata").Child("annotations").Set("apf.kubernetes.io/autoupdate-spec", "false");
        Assert.Null(FlowObjects.Reconcile(changed, wanted));
    }

    [Fact]
    public void Conditions_AreMadeOnceAndThenRight()
    {
        var schema = (ObjectNode)NodeReader.Parse("""{"spec":{"priorityLevelConfiguration":{"name":"p"}}}"""u8);
        var condition = ServerConditions.OfFlowSchema(schema, _ => false, Now)!;
        Assert.Equal(("True", "NotFound", "2026-01-02T03:04:05Z"),
            (condition.Text("status"), condition.Text("reason"), condition.Text("lastTransitionTime")));
        schema.Set("status", new ObjectNode { { "conditions", new ArrayNode([condition]) } });
        Assert.Null(ServerConditions.OfFlowSchema(schema, _ => false, Now));
        Assert.Equal("Found", ServerConditions.OfFlowSchema(schema, _ => true, Now)!.Text("reason"));

        var api = (ObjectNode)NodeReader.Parse("""{"spec":{"service":{"namespace":"n","name":"s"}}}"""u8);
        Assert.Equal("service/s in \"n\" is not present", ServerConditions.OfApiService(api, (_, _) => false, Now)!.Text("message"));
        Assert.Null(ServerConditions.OfApiService(api, (_, _) => true, Now));
    }

    [Fact]
    public void ApiServices_KnowTheirPriorities()
    {
        var made = SystemObjects.ApiServices([("", "v1"), ("apps", "v1"), ("example.com", "v1")]).ToList();
        Assert.Equal(["v1.", "v1.apps", "v1.example.com"], made.Select(m => m.Name));
        Assert.Equal([18000L, 17800L, 16000L], made.Select(m => m.Body.Object("spec")!.Integer("groupPriorityMinimum")!.Value));
    }
}
