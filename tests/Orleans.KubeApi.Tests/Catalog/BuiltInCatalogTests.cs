using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;
using Xunit;

namespace Orleans.KubeApi.Tests.Catalog;

public class BuiltInCatalogTests
{
    private static readonly ResourceCatalog Built = BuiltInCatalog.Load();

    [Fact]
    public void Load_EveryKind_HasAReadableSchema()
    {
        foreach (var type in Built.Types)
        {
            Assert.Equal(["kind", "apiVersion", "metadata"], type.Schema.Fields.Take(3).Select(f => f.Name));
            Assert.EndsWith($".{type.Kind.Version}.{type.Kind.Kind}", type.Schema.Name, StringComparison.Ordinal);
            Assert.All(type.Subresources, s => Assert.NotNull(s.Schema));
        }
    }

    [Fact]
    public void Names_EveryType_CompletesAndHasNoFieldTwice()
    {
        var library = TypeLibrary.Load();
        Assert.True(library.Names.Count > 500);
        foreach (var type in library.Names.Select(n => library.Find(n)!))
        {
            Assert.Equal(type.Fields.Count, type.Fields.DistinctBy(f => f.Name).Count());
            var numbers = type.Fields.Where(f => f.Proto > 0).Select(f => string.Join('/', f.ProtoWithin.Append(f.Proto))).ToList();
            Assert.True(numbers.Count == numbers.Distinct().Count(), type.Name);
            var maps = type.Fields.Where(f => f.ListType == "map");
            Assert.All(maps, f => Assert.All(f.ListMapKeys, k => Assert.NotNull(f.Type.Element!.Field(k))));
            Assert.All(type.Fields, f => Assert.Same(f, type.Field(f.Name)));
        }
    }

    [Fact]
    public async Task Load_UsedByManyThreadsAtOnce_BuildsTheSameTypes()
    {
        var library = TypeLibrary.Load();
        var pod = library.Find("io.k8s.api.core.v1.PodSpec")!;
        var counts = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(
            () => pod.Field("containers")!.Type.Element!.Fields.Count + pod.Fields.Count, TestContext.Current.CancellationToken)));
        Assert.Single(counts.Distinct());
    }

    [Fact]
    public void Schema_OfPodSpec_HasTheMergeRules()
    {
        var containers = Built.Find("", "v1", "pods")!.Schema.Field("spec")!.Type.Field("containers")!;
        Assert.Equal("map", containers.ListType);
        Assert.Equal(["name"], containers.ListMapKeys);
        Assert.Equal("merge", containers.PatchStrategy);
        Assert.Equal("name", containers.PatchMergeKey);
        Assert.Equal(2, containers.Proto);
        Assert.True(containers.Required);
        var ports = containers.Type.Element!.Field("ports")!;
        Assert.Equal(["containerPort", "protocol"], ports.ListMapKeys);
        Assert.Equal("\"TCP\"", ports.Type.Element!.Field("protocol")!.Default);
        Assert.Equal(["SCTP", "TCP", "UDP"], ports.Type.Element!.Field("protocol")!.Type.Values);
        Assert.True(Built.Find("apps", "v1", "deployments")!.Schema.Field("spec")!.Type.Field("selector")!.Type.Atomic);
    }

    [Theory]
    [InlineData("", "v1", "pods", "xPOwRZ+Yhw8=")]
    [InlineData("", "v1", "events", "r2yiGXH7wu8=")]
    [InlineData("events.k8s.io", "v1", "events", "r2yiGXH7wu8=")]
    [InlineData("coordination.k8s.io", "v1", "leases", "gqkMMb/YqFM=")]
    [InlineData("autoscaling", "v1", "horizontalpodautoscalers", "qwQve8ut294=")]
    [InlineData("", "v1", "bindings", "")]
    [InlineData("", "v1", "componentstatuses", "")]
    public void StorageVersionHash_IsTheOriginals(string group, string version, string resource, string expected) =>
        Assert.Equal(expected, Built.Find(group, version, resource)!.StorageVersionHash);

    [Fact]
    public void Storage_OfSharedCollections_IsOneKind()
    {
        Assert.Equal("v1", Built.Storage(new GroupResource("", "events"))!.Kind.ApiVersion);
        Assert.Null(Built.Storage(new GroupResource("events.k8s.io", "events")));
        Assert.Equal("autoscaling/v2", Built.Storage(new GroupResource("autoscaling", "horizontalpodautoscalers"))!.Kind.ApiVersion);
        Assert.All(Built.Types, t => Assert.NotNull(Built.Storage(t.Collection)));
        Assert.All(Built.Types, t => Assert.Equal(t.Kind == t.StorageKind, t.ToStorage is null && t.FromStorage is null));
    }

    [Theory]
    [InlineData("", "v1", "pods", "spec.host", "spec.nodeName", null)]
    [InlineData("", "v1", "pods", "spec.hostNetwork", "spec.hostNetwork", "false")]
    [InlineData("batch", "v1", "jobs", "status.successful", "status.succeeded", "0")]
    [InlineData("events.k8s.io", "v1", "events", "regarding.name", "involvedObject.name", null)]
    [InlineData("", "v1", "configmaps", "metadata.namespace", "metadata.namespace", null)]
    [InlineData("", "v1", "configmaps", "data.a", null, null)]
    [InlineData("", "v1", "nodes", "metadata.namespace", null, null)]
    public void SelectableFields_NameTheStoredPath(
        string group, string version, string resource, string field, string? path, string? fallback)
    {
        var type = Built.Find(group, version, resource)!;
        Assert.Equal(path, type.SelectableFields.GetValueOrDefault(field));
        Assert.Equal(fallback, type.SelectableDefaults.GetValueOrDefault(field));
    }

    [Fact]
    public void SelectableFields_Paths_ExistInTheStoredKind()
    {
        foreach (var type in Built.Types)
        {
            foreach (var path in type.SelectableFields.Values)
            {
                var at = Built.Storage(type.Collection)!.Schema;
                foreach (var step in path.Split('.'))
                {
                    at = at.Field(step)?.Type ?? throw new Xunit.Sdk.XunitException($"{type.Kind}: no {path}");
                }
            }
        }
    }

    [Fact]
    public void Traits_OfSomeKinds_AreTheOriginals()
    {
        var lease = Built.Find("coordination.k8s.io", "v1", "leases")!.Traits;
        Assert.True(lease is { UnconditionalUpdate: false, CreateOnUpdate: true, Generation: false, StatusSubresource: false });
        var deployment = Built.Find("apps", "v1", "deployments")!.Traits;
        Assert.True(deployment is { UnconditionalUpdate: true, CreateOnUpdate: false, Generation: true, StatusSubresource: true });
        Assert.False(deployment.DeleteReturnsObject);
        Assert.True(Built.Find("", "v1", "pods")!.Traits.DeleteReturnsObject);
        Assert.True(Built.Find("batch", "v1", "jobs")!.Traits.OrphanByDefault);
        Assert.Equal("path", Built.Find("rbac.authorization.k8s.io", "v1", "roles")!.Traits.NameRule);
        Assert.Equal(0, Built.Find("storage.k8s.io", "v1", "csidrivers")!.Traits.FirstGeneration);
    }

    [Fact]
    public void ApiTexts_DescribeNearlyEverything()
    {
        var texts = ApiTexts.Load();
        Assert.StartsWith("Pod is a collection of containers", texts.OfType("io.k8s.api.core.v1.Pod"), StringComparison.Ordinal);
        var containers = texts.OfField("io.k8s.api.core.v1.PodSpec", "containers");
        Assert.StartsWith("List of containers belonging", containers, StringComparison.Ordinal);
        Assert.NotNull(texts.OfField("io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta", "continue"));
        var fields = Built.Types.SelectMany(t => Closure(t.Schema, [])).Distinct()
            .SelectMany(t => t.Fields.Select(f => (Type: t.Name, Field: f.Name))).Distinct().ToList();
        var without = fields.Where(f => string.IsNullOrEmpty(texts.OfField(f.Type, f.Field))).Select(f => $"{f.Type}.{f.Field}").ToList();
        Assert.True(without.Count < fields.Count / 50, string.Join("\n", without));
    }

    private static HashSet<TypeSchema> Closure(TypeSchema type, HashSet<TypeSchema> seen)
    {
        if (seen.Add(type))
        {
            foreach (var next in type.Fields.Select(f => f.Type).Append(type.Element).OfType<TypeSchema>())
            {
                Closure(next, seen);
            }
        }

        return seen;
    }
}
