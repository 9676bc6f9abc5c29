using Orleans.KubeApi.Apply;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Apply;

public sealed class FieldOwnershipTests
{
    private const string Now = "2026-01-02T03:04:05Z";
    private const string Later = "2026-01-02T03:04:09Z";

    [Theory]
    [InlineData("v1/configmaps", """{"metadata":{"name":"a","namespace":"n","labels":{"l":"1"}},"data":{"b":"1","a":"2"}}""",
        """{"f:data":{".":{},"f:a":{},"f:b":{}},"f:metadata":{"f:labels":{".":{},"f:l":{}}}}""")]
    // What the zero object has, too (spec, strategy, containers: null), is not owned itself; atomic maps and lists are leaves.
    [InlineData("apps/v1/deployments",
        """
        {"spec":{"replicas":1,"selector":{"matchLabels":{"a":"b"}},"strategy":{"rollingUpdate":{"maxSurge":1},"type":"RollingUpdate"},
        "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i","resources":{"limits":{"cpu":"1"}},
        "ports":[{"containerPort":80,"protocol":"TCP"}],"args":["x"]}],
        "nodeSelector":{"k":"v"},"securityContext":{}}}},"status":{"replicas":3}}
        """,
        """
        {"f:spec":{"f:replicas":{},"f:selector":{},"f:strategy":{"f:rollingUpdate":{".":{},"f:maxSurge":{}},"f:type":{}},
        "f:template":{"f:metadata":{"f:labels":{".":{},"f:a":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{".":{},
        "f:args":{},"f:image":{},"f:name":{},"f:ports":{".":{},"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},
        "f:containerPort":{},"f:protocol":{}}},"f:resources":{".":{},"f:limits":{".":{},"f:cpu":{}}}}},"f:nodeSelector":{},
        "f:securityContext":{}}}}}
        """)]
    [InlineData("v1/pods",
        """{"metadata":{"finalizers":["b/x","a/y"],"ownerReferences":[{"apiVersion":"v1","kind":"K","name":"n","uid":"u"}]}}""",
        """{"f:metadata":{"f:finalizers":{".":{},"v:\"a/y\"":{},"v:\"b/x\"":{}},"f:ownerReferences":{".":{},"k:{\"uid\":\"u\"}":{}}}}""")]
    [InlineData("apps/v1/controllerrevisions", """{"revision":1,"data":{"any":["thing"]}}""", """{"f:data":{},"f:revision":{}}""")]
    public void Create_OwnsWhatTheZeroObjectHasNot(string resource, string json, string expected)
    {
        var scope = Ownership.Scope(resource);
        var entry = (ObjectNode)FieldOwnership.Create(scope, Ownership.Object(scope, json), "m", Now)!.Items.Single();
        Assert.Equal(expected.ReplaceLineEndings(""), Ownership.Text(entry["fieldsV1"]!));
        Assert.Equal(("m", "Update", scope.ApiVersion, "FieldsV1", Now),
            (entry.Text("manager"), entry.Text("operation"), entry.Text("apiVersion"), entry.Text("fieldsType"), entry.Text("time")));
    }

    [Theory]
    [InlineData("""{"data":{"a":"1","b":"2"}}""", """{"data":{"a":"2","b":"1"}}""", "one")]
    [InlineData("""{"data":{"a":"1","b":"2"}}""", """{"data":{"a":"2"}}""", "one")]
    [InlineData("""{"data":{"a":"1","b":"2"}}""", """{"data":{"a":"2","b":"1","c":"3"}}""", "one")]
    [InlineData("""{"data":{"a":"1","b":"2"}}""", """{"data":{"a":"2","b":"1"}}""", "two")]
    [InlineData("""{"data":{"a":"1","b":"2"}}""", "{}", "two")]
    [InlineData("""{"data":{"a":"1"},"metadata":{"finalizers":["x/y"]}}""", """{"metadata":{"finalizers":["x/y","x/z"]}}""", "one")]
    public void Update_OfStoredEntries_EqualsThatOfEntriesThatWereRead(string first, string next, string manager)
    {
        var scope = Ownership.Scope("v1/configmaps");
        var old = Ownership.Object(scope, first);
        var entries = FieldOwnership.Create(scope, old, "one", Now);
        var read = ManagedSet.FromNode(entries);
        var stored = ManagedSet.FromStored(entries);
        FieldOwnership.Update(scope, old, Ownership.Object(scope, next), read, manager, Later);
        FieldOwnership.Update(scope, old, Ownership.Object(scope, next), stored, manager, Later);
        Assert.Equal(read.ToNode()?.ToString(), stored.ToNode()?.ToString());
    }

    [Fact]
    public void Update_BySameManagerOfItsOwnFields_KeepsTheStoredForm()
    {
        var scope = Ownership.Scope("v1/configmaps");
        var old = Ownership.Object(scope, """{"data":{"a":"1","b":"2"}}""");
        var entries = FieldOwnership.Create(scope, old, "one", Now)!;
        var managed = ManagedSet.FromStored(entries);
        FieldOwnership.Update(scope, old, Ownership.Object(scope, """{"data":{"a":"2","b":"1"}}"""), managed, "one", Later);
        var after = (ObjectNode)managed.ToNode()!.Items.Single();
        Assert.Equal(Later, after.Text("time"));
        Assert.Same(((ObjectNode)entries.Items.Single())["fieldsV1"], after["fieldsV1"]);
    }

    [Fact]
    public void Create_WithoutFields_HasNoEntries() =>
        Assert.Null(FieldOwnership.Create(Ownership.Scope("v1/configmaps"), Ownership.Object(Ownership.Scope("v1/configmaps"),
            """{"metadata":{"name":"a","uid":"u","generation":1}}"""), "m", Now));

    [Fact]
    public void Update_ChangeAndRemoval_MoveOwnershipAndLeaveTimes()
    {
        var scope = Ownership.Scope("v1/configmaps");
        var managed = new ManagedSet();
        var first = Ownership.Object(scope, """{"data":{"a":"1","b":"2"}}""");
        FieldOwnership.Update(scope, Ownership.Object(scope, "{}"), first, managed, "one", Now);
        var next = Ownership.Object(scope, """{"data":{"a":"9"}}""");
        Assert.True(FieldOwnership.Update(scope, first, next, managed, "two", Later));
        Assert.Equal("""
            one Update: {"f:data":{}}
            two Update: {"f:data":{"f:a":{}}}
            """, Ownership.Shown(managed.ToNode()));
        Assert.Equal([Now, Later], managed.ToNode()!.Items.Select(e => ((ObjectNode)e).Text("time")));
        Assert.False(FieldOwnership.Update(scope, next, next, managed, "three", Later));
    }

    [Fact]
    public void Update_Status_OwnsNoSpecAndMainOwnsNoStatus()
    {
        var old = """{"spec":{"selector":{},"template":{}}}""";
        var next = """{"metadata":{"labels":{"a":"b"}},"spec":{"paused":true,"selector":{},"template":{}},"status":{"replicas":1}}""";
        Assert.Equal("""m Update: {"f:metadata":{"f:labels":{".":{},"f:a":{}}},"f:spec":{"f:paused":{}}}""", After("", old, next));
        Assert.Equal("""m Update status: {"f:status":{"f:replicas":{}}}""", After("status", old, next));
    }

    [Fact]
    public void Update_MoreThanTenUpdaters_TheOldestAreMerged()
    {
        var scope = Ownership.Scope("v1/configmaps");
        var managed = new ManagedSet();
        var old = Ownership.Object(scope, "{}");
        for (var i = 0; i < 12; i++)
        {
            var next = (ObjectNode)old.Clone();
            next.Child("data").Set($"k{i:00}", "v");
            FieldOwnership.Update(scope, old, next, managed, $"m{i:00}", $"2026-01-01T00:00:{i:00}Z");
            old = next;
        }

        var entries = managed.ToNode()!;
        Assert.Equal(10, entries.Items.Count);
        Assert.StartsWith("""ancient-changes Update: {"f:data":{".":{},"f:k00":{},"f:k01":{},"f:k02":{}}}""", Ownership.Shown(entries));
        Assert.Equal("2026-01-01T00:00:02Z", ((ObjectNode)entries.Items[0]).Text("time"));
    }

    [Fact]
    public void Update_OfAnotherVersion_IsComparedInTheEntrysVersion()
    {
        var scope = Ownership.Scope("autoscaling/v2/horizontalpodautoscalers");
        var old = Ownership.Object(scope, """{"spec":{"maxReplicas":2,"scaleTargetRef":{"kind":"D","name":"d"}}}""");
        var next = Ownership.Object(scope, """{"spec":{"maxReplicas":3,"scaleTargetRef":{"kind":"D","name":"d"}}}""");
        var managed = new ManagedSet();
        managed.Put(new ManagedEntry("v1er", "Update", "autoscaling/v1", "", Now,
            FieldSet.Of(["spec", "maxReplicas"], ["spec", "scaleTargetRef"])));
        managed.Put(new ManagedEntry("gone", "Update", "autoscaling/v9", "", Now, FieldSet.Of(["spec", "maxReplicas"])));
        FieldOwnership.Update(scope, old, next, managed, "m", Later);
        Assert.Equal("""
            v1er Update: {"f:spec":{"f:scaleTargetRef":{}}}
            m Update: {"f:spec":{"f:maxReplicas":{}}}
            """, Ownership.Shown(managed.ToNode()));
    }

    private static string After(string subresource, string old, string next)
    {
        var scope = Ownership.Scope("apps/v1/deployments", subresource);
        var managed = new ManagedSet();
        FieldOwnership.Update(scope, Ownership.Object(scope, old), Ownership.Object(scope, next), managed, "m", Now);
        return Ownership.Shown(managed.ToNode());
    }
}
