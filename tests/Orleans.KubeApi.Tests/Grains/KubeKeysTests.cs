using Orleans.KubeApi.Grains;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Grains;

public sealed class KubeKeysTests
{
    [Theory]
    [InlineData("apps", "deployments", "ns", "a")]
    [InlineData("", "pods", "ns", "a")]
    [InlineData("", "namespaces", "", "a")]
    [InlineData("rbac.authorization.k8s.io", "clusterroles", "", "system:a/b")]
    [InlineData("", "pods", "ns", "")]
    [InlineData("", "namespaces", "", "")]
    public void ParseObject_OfItsKey_IsWhatItWasMadeOf(string group, string resource, string ns, string name)
    {
        var collection = new GroupResource(group, resource);
        Assert.Equal((collection, ns, StoredObject.KeyOf(ns, name)), KubeKeys.ParseObject(KubeKeys.Object(collection, ns, name)));
        Assert.Equal(collection, KubeKeys.ResourceOf(KubeKeys.Collection(collection)));
    }
}
