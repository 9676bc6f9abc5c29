using System.Text.Json;
using Xunit;

namespace Orleans.KubeApi.Tests.Discovery;

public sealed class OpenApiV2Tests
{
    private const string Path = "/openapi/v2";
    private const string Proto = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
    private const string ProtoOld = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
    private const string DeploymentPath = "/apis/apps/v1/namespaces/{namespace}/deployments/{name}";

    [Fact]
    public void Document_References_Resolve()
    {
        var document = DiscoveryFixture.Json(Path);
        HashSet<string> known =
        [
            .. document.GetProperty("definitions").EnumerateObject().Select(d => $"#/definitions/{d.Name}"),
            .. document.GetProperty("parameters").EnumerateObject().Select(p => $"#/parameters/{p.Name}"),
        ];
        Assert.Empty(DiscoveryFixture.References(document).Distinct().Except(known));
    }

    [Fact]
    public void Document_OfEveryKind_HasItsDefinition()
    {
        var definitions = DiscoveryFixture.Json(Path).GetProperty("definitions");
        Assert.All(DiscoveryFixture.Catalog.Types, t => Assert.Contains(
            definitions.GetProperty(t.Schema.Name).GetProperty("x-kubernetes-group-version-kind").EnumerateArray(),
            k => k.GetProperty("kind").GetString() == t.Kind.Kind && k.GetProperty("group").GetString() == t.Kind.Group));
    }

    [Fact]
    public void Definition_OfVersion2_HasNoDefaultsAndPlainReferences()
    {
        var text = System.Text.Encoding.UTF8.GetString(DiscoveryFixture.Get(Path)!.Body.Span);
        Assert.DoesNotContain("\"allOf\":[", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"default\":{}", text, StringComparison.Ordinal);
        var quantity = DiscoveryFixture.Json(Path).GetProperty("definitions").GetProperty("io.k8s.apimachinery.pkg.api.resource.Quantity");
        Assert.Equal("string", quantity.GetProperty("type").GetString());
    }

    [Fact]
    public void Patch_OldClients_FindDryRunAndFieldValidationInPlace()
    {
        var patch = DiscoveryFixture.Json(Path).GetProperty("paths").GetProperty(DeploymentPath).GetProperty("patch");
        var names = patch.GetProperty("parameters").EnumerateArray().Where(p => p.TryGetProperty("name", out _))
            .Select(p => p.GetProperty("name").GetString()!);
        Assert.Equal(["dryRun", "fieldValidation"], names);
        Assert.Equal(4, patch.GetProperty("consumes").GetArrayLength());
    }

    [Theory]
    [InlineData("", "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData(Proto, Proto)]
    [InlineData(ProtoOld, Proto)]
    [InlineData("application/json;q=0.1," + ProtoOld, Proto)]
    public void Serve_Accept_ChoosesTheEncoding(string accept, string contentType)
    {
        var answer = DiscoveryFixture.Get(Path, accept)!;
        Assert.Equal(contentType, answer.ContentType);
        Assert.Equal(DiscoveryFixture.Get(Path)!.ETag, answer.ETag);
        Assert.Equal(304, DiscoveryFixture.Get(Path, accept, answer.ETag)!.Code);
    }

    [Fact]
    public void Serve_NothingAcceptable_Is406() => Assert.Equal(406, DiscoveryFixture.Get(Path, "text/html")!.Code);

    [Fact]
    public void Proto_Definitions_EqualTheJson()
    {
        var json = DiscoveryFixture.Json(Path);
        var document = new ProtoReader(DiscoveryFixture.Get(Path, Proto)!.Body);
        Assert.Equal("2.0", document.Text(1));
        Assert.Equal("Kubernetes", document.One(2).Text(1));
        var definitions = document.One(9).All(1).ToList();
        Assert.Equal(json.GetProperty("definitions").EnumerateObject().Select(d => d.Name), definitions.Select(d => d.Text(1)));

        var spec = document.One(9).Named(1, "io.k8s.api.core.v1.PodSpec");
        Assert.Equal("object", spec.One(22).Text(1));
        Assert.Equal("containers", spec.Text(19));
        var containers = spec.One(25).Named(1, "containers");
        Assert.Equal("array", containers.One(22).Text(1));
        Assert.Equal("#/definitions/io.k8s.api.core.v1.Container", containers.One(23).One(1).Text(1));
        Assert.Equal("\"merge\"\n", containers.Named(31, "x-kubernetes-patch-strategy").Text(2));
        var pod = document.One(9).Named(1, "io.k8s.api.core.v1.Pod");
        var kinds = JsonDocument.Parse(pod.Named(31, "x-kubernetes-group-version-kind").Text(2)).RootElement;
        Assert.Equal("Pod", kinds[0].GetProperty("kind").GetString());
        Assert.Equal(
            json.GetProperty("definitions").GetProperty("io.k8s.api.core.v1.Pod").GetProperty("description").GetString(), pod.Text(4));
        var data = document.One(9).Named(1, "io.k8s.api.core.v1.ConfigMap").One(25).Named(1, "data");
        Assert.Equal("string", data.One(21).One(1).One(22).Text(1));
    }

    [Fact]
    public void Proto_Operations_CarryParametersAndExtensions()
    {
        var document = new ProtoReader(DiscoveryFixture.Get(Path, Proto)!.Body);
        var path = document.One(8).Named(2, DeploymentPath);
        var patch = path.One(8);
        Assert.Equal("patchAppsV1NamespacedDeployment", patch.Text(5));
        Assert.Contains(patch.All(8), p => p.All(1).Any(q => q.All(2).Any(n => n.One(3).Text(4) == "dryRun")));
        var body = patch.All(8).First().One(2).Text(1);
        var shared = document.One(10).Named(1, body["#/parameters/".Length..]).One(1);
        Assert.Equal("body", shared.Text(3));
        Assert.True(shared.Flag(4));
        Assert.Contains("\"Deployment\"", patch.Named(13, "x-kubernetes-group-version-kind").Text(2), StringComparison.Ordinal);
        var name = path.All(9).First(p => p.All(1).Any()).One(1).One(2).One(4);
        Assert.Equal("name", name.Text(4));
        Assert.True(name.Flag(1));
    }
}
