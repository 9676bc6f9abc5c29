using System.Text.Json;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Discovery;

public sealed class DiscoveryEndpointsTests
{
    [Fact]
    public void Serve_Apis_ListsGroupsInPriorityOrder()
    {
        var groups = DiscoveryFixture.Json("/apis").GetProperty("groups").EnumerateArray()
            .Select(g => g.GetProperty("name").GetString()).ToList();
        Assert.Equal(["apiregistration.k8s.io", "apps", "events.k8s.io", "authentication.k8s.io", "authorization.k8s.io"], groups[..5]);
        Assert.DoesNotContain("", groups);
    }

    [Fact]
    public void Serve_Autoscaling_PrefersV2()
    {
        var group = DiscoveryFixture.Json("/apis/autoscaling/");
        Assert.Equal("autoscaling/v2", group.GetProperty("preferredVersion").GetProperty("groupVersion").GetString());
        Assert.Equal("APIGroup", group.GetProperty("kind").GetString());
        Assert.Equal(["v2", "v1"], group.GetProperty("versions").EnumerateArray().Select(v => v.GetProperty("version").GetString()!));
    }

    [Fact]
    public void Serve_Core_HasNoApiVersionAndNamesTheAddress()
    {
        var versions = DiscoveryFixture.Json("/api");
        Assert.False(versions.TryGetProperty("apiVersion", out _));
        Assert.Equal("10.1.2.3:6443", versions.GetProperty("serverAddressByClientCIDRs")[0].GetProperty("serverAddress").GetString());
        Assert.False(DiscoveryFixture.Json("/api/v1").TryGetProperty("apiVersion", out _));
        Assert.Equal("v1", DiscoveryFixture.Json("/apis/apps/v1").GetProperty("apiVersion").GetString());
    }

    [Fact]
    public void Serve_Pods_ShowsHashShortNamesAndForeignSubresources()
    {
        var resources = DiscoveryFixture.Json("/api/v1").GetProperty("resources").EnumerateArray()
            .ToDictionary(r => r.GetProperty("name").GetString()!);
        Assert.Equal("xPOwRZ+Yhw8=", resources["pods"].GetProperty("storageVersionHash").GetString());
        Assert.Equal("po", resources["pods"].GetProperty("shortNames")[0].GetString());
        Assert.Equal("policy", resources["pods/eviction"].GetProperty("group").GetString());
        Assert.Equal("autoscaling", resources["replicationcontrollers/scale"].GetProperty("group").GetString());
        Assert.False(resources["pods/status"].TryGetProperty("group", out _));
        Assert.Equal("", resources["pods/status"].GetProperty("singularName").GetString());
        Assert.False(resources["bindings"].TryGetProperty("storageVersionHash", out _));
    }

    [Fact]
    public void Serve_LegacyAndAggregated_Agree()
    {
        var aggregated = new List<string>();
        foreach (var root in new[] { "/api", "/apis" })
        {
            foreach (var group in DiscoveryFixture.Json(root, DiscoveryFixture.Aggregated).GetProperty("items").EnumerateArray())
            {
                var name = group.GetProperty("metadata").TryGetProperty("name", out var text) ? text.GetString()! : "";
                foreach (var version in group.GetProperty("versions").EnumerateArray())
                {
                    var number = version.GetProperty("version").GetString()!;
                    var prefix = name.Length == 0 ? number : $"{name}/{number}";
                    aggregated.AddRange(version.GetProperty("resources").EnumerateArray().SelectMany(r => Flatten(prefix, r)));
                }
            }
        }

        var legacy = DiscoveryFixture.Catalog.Types.Select(t => t.Kind.ApiVersion).Distinct().SelectMany(version =>
            DiscoveryFixture.Json(version == "v1" ? "/api/v1" : $"/apis/{version}").GetProperty("resources").EnumerateArray().Select(r =>
                $"{version} {r.GetProperty("name")} {r.GetProperty("kind")} {r.GetProperty("verbs")} "
                + $"{r.GetProperty("namespaced").GetBoolean()}"));
        Assert.Equal(legacy.Order(), aggregated.Order());
        Assert.True(aggregated.Count > 100);
    }

    [Theory]
    [InlineData("", "APIGroupList")]
    [InlineData("*/*", "APIGroupList")]
    [InlineData("application/*", "APIGroupList")]
    [InlineData("application/yaml", "APIGroupList")]
    [InlineData("application/json;unknown=1", "APIGroupList")]
    [InlineData(DiscoveryFixture.Aggregated, "APIGroupDiscoveryList")]
    [InlineData(DiscoveryFixture.Aggregated + ";profile=nopeer", "APIGroupDiscoveryList")]
    [InlineData(DiscoveryFixture.Aggregated + ",application/json", "APIGroupDiscoveryList")]
    [InlineData("application/json," + DiscoveryFixture.Aggregated, "APIGroupList")]
    [InlineData("application/json;q=0.5," + DiscoveryFixture.Aggregated, "APIGroupDiscoveryList")]
    [InlineData("application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json", "APIGroupList")]
    [InlineData("text/html, application/json;q=0.1", "APIGroupList")]
    public void Serve_Accept_ChoosesTheForm(string accept, string kind) =>
        Assert.Equal(kind, DiscoveryFixture.Json("/apis", accept).GetProperty("kind").GetString());

    [Theory]
    [InlineData("/apis", "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList")]
    [InlineData("/api", "application/json;g=apidiscovery.k8s.io;v=v9;as=APIGroupDiscoveryList")]
    [InlineData("/api", "text/html")]
    [InlineData("/apis/apps/v1", DiscoveryFixture.Aggregated)]
    public void Serve_NothingAcceptable_Is406(string path, string accept)
    {
        var refused = Assert.Throws<StatusException>(() => DiscoveryFixture.Get(path, accept));
        Assert.Equal(406, refused.Status.Code);
        Assert.Contains("application/json", refused.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Serve_Aggregated_RepeatsParametersAndRevalidates()
    {
        var first = DiscoveryFixture.Get("/apis", DiscoveryFixture.Aggregated)!;
        Assert.Equal(DiscoveryFixture.Aggregated, first.ContentType);
        Assert.Matches("^\"[0-9A-F]{128}\"$", first.ETag);
        Assert.Equal("Accept", DiscoveryFixture.Header(first, "Vary"));
        Assert.Equal("public", DiscoveryFixture.Header(first, "Cache-Control"));
        var second = DiscoveryFixture.Get("/apis", DiscoveryFixture.Aggregated, $"\"other\", W/{first.ETag}")!;
        Assert.Equal(304, second.Code);
        Assert.True(second.Body.IsEmpty);
        Assert.Equal(200, DiscoveryFixture.Get("/api", DiscoveryFixture.Aggregated, first.ETag)!.Code);
    }

    [Fact]
    public void Serve_SmallerCatalog_HasAnotherTag()
    {
        var smaller = DiscoveryFixture.New(new([.. DiscoveryFixture.Catalog.Types.Where(t => t.Kind.Group != "batch")]));
        var answer = smaller.Serve(new("/apis", new Dictionary<string, string>(), DiscoveryFixture.Aggregated, ""))!;
        Assert.NotEqual(DiscoveryFixture.Get("/apis", DiscoveryFixture.Aggregated)!.ETag, answer.ETag);
        Assert.Null(smaller.Serve(new("/apis/batch", new Dictionary<string, string>(), "", "")));
    }

    [Theory]
    [InlineData("/apis/none")]
    [InlineData("/apis/apps/v9")]
    [InlineData("/api/v2")]
    [InlineData("/apis//v1")]
    [InlineData("/apis/apps/v1/deployments")]
    [InlineData("/api/v1/pods")]
    [InlineData("/openapi/v3/apis/none/v1")]
    [InlineData("/openapi/v1")]
    [InlineData("/healthz")]
    [InlineData("")]
    public void Serve_OtherPath_IsNotOurs(string path) => Assert.Null(DiscoveryFixture.Get(path));

    [Fact]
    public void Serve_Root_ListsSortedPaths()
    {
        var paths = DiscoveryFixture.Json("/").GetProperty("paths").EnumerateArray().Select(p => p.GetString()!).ToList();
        Assert.Equal(["/.well-known/openid-configuration", "/api", "/api/v1"], paths[..3]);
        Assert.Equal(paths.Order(StringComparer.Ordinal), paths);
        Assert.Contains("/apis/apps/v1", paths);
        Assert.Superset(
            new HashSet<string>(["/flagz", "/metrics/slis", "/statusz", "/livez/etcd", "/readyz/poststarthook/rbac/bootstrap-roles"]),
            paths.ToHashSet());
    }

    [Theory]
    [InlineData("/version")]
    [InlineData("/version/")]
    public void Serve_Version_TellsWhatKubectlNeeds(string path)
    {
        var version = DiscoveryFixture.Json(path);
        Assert.Equal("37", version.GetProperty("minor").GetString());
        Assert.Equal("v1.37.0+orleans", version.GetProperty("gitVersion").GetString());
    }

    private static IEnumerable<string> Flatten(string version, JsonElement resource)
    {
        var name = resource.GetProperty("resource").GetString();
        var scope = resource.GetProperty("scope").GetString() == "Namespaced";
        yield return $"{version} {name} {resource.GetProperty("responseKind").GetProperty("kind")} {resource.GetProperty("verbs")} {scope}";
        if (resource.TryGetProperty("subresources", out var subs))
        {
            foreach (var sub in subs.EnumerateArray())
            {
                var kind = sub.GetProperty("responseKind").GetProperty("kind");
                yield return $"{version} {name}/{sub.GetProperty("subresource")} {kind} {sub.GetProperty("verbs")} {scope}";
            }
        }
    }
}
