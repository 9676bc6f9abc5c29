using Orleans.KubeApi.Apply;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Apply;

public sealed class ScaleOwnershipTests
{
    private const string Time = "2026-01-02T03:04:05Z";

    [Fact]
    public void ToScale_KeepsOwnersOfReplicas()
    {
        var scale = ScaleOwnership.ToScale(Parent(), IsServed)!;
        Assert.Equal("""a Apply: {"f:spec":{"f:replicas":{}}}""", Ownership.Shown(scale));
        Assert.Equal("autoscaling/v1", ((ObjectNode)scale.Items[0]).Text("apiVersion"));
    }

    [Fact]
    public void ToParent_NewOwner_TakesTheFieldAndHasNoTime()
    {
        var scale = new ManagedSet();
        scale.Put(new ManagedEntry("hpa", "Update", "autoscaling/v1", "scale", Time, FieldSet.Of(["spec", "replicas"])));
        var parent = ScaleOwnership.ToParent(Parent(), scale.ToNode(), "apps/v1", IsServed)!;
        Assert.Equal("""
            a Apply: {"f:spec":{"f:paused":{}}}
            hpa Update scale: {"f:spec":{"f:replicas":{}}}
            b Update: {"f:spec":{"f:paused":{}}}
            """, Ownership.Shown(parent));
        Assert.Equal(("apps/v1", null), (((ObjectNode)parent.Items[1]).Text("apiVersion"), ((ObjectNode)parent.Items[1]).Text("time")));
    }

    [Fact]
    public void ToParent_SameOwner_KeepsItsEntry()
    {
        var parent = ScaleOwnership.ToParent(Parent(), ScaleOwnership.ToScale(Parent(), IsServed), "apps/v1", IsServed);
        Assert.Equal(Parent().ToString(), parent!.ToString());
    }

    private static bool IsServed(string version) => version == "apps/v1";

    private static ArrayNode Parent()
    {
        var managed = new ManagedSet();
        managed.Put(new ManagedEntry("a", "Apply", "apps/v1", "", Time, FieldSet.Of(["spec", "replicas"], ["spec", "paused"])));
        managed.Put(new ManagedEntry("b", "Update", "apps/v1", "", Time, FieldSet.Of(["spec", "paused"])));
        return managed.ToNode()!;
    }
}
