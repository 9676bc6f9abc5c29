using System.Text.Json;
using Xunit;

namespace Orleans.KubeApi.Tests.Discovery;

public sealed class OpenApiV3Tests
{
    private const string Apps = "/openapi/v3/apis/apps/v1";

    public static TheoryData<string> Documents() =>
        [.. DiscoveryFixture.Json("/openapi/v3").GetProperty("paths").EnumerateObject().Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Document_References_Resolve(string key)
    {
        var document = DiscoveryFixture.Json($"/openapi/v3/{key}");
        var schemas = Schemas(document);
        foreach (var reference in DiscoveryFixture.References(document).Distinct())
        {
            Assert.StartsWith("#/components/schemas/", reference, StringComparison.Ordinal);
            Assert.Contains(reference["#/components/schemas/".Length..], schemas);
        }
    }

    [Fact]
    public void Document_OfEveryKind_HasItsDefinitionAndPath()
    {
        foreach (var version in DiscoveryFixture.Catalog.Types.GroupBy(t => t.Kind.ApiVersion))
        {
            var document = DiscoveryFixture.Json(version.Key == "v1" ? "/openapi/v3/api/v1" : $"/openapi/v3/apis/{version.Key}");
            foreach (var type in version)
            {
                var schema = document.GetProperty("components").GetProperty("schemas").GetProperty(type.Schema.Name);
                Assert.Contains(
                    schema.GetProperty("x-kubernetes-group-version-kind").EnumerateArray(), k =>
                        k.GetProperty("group").GetString() == type.Kind.Group && k.GetProperty("version").GetString() == type.Kind.Version
                        && k.GetProperty("kind").GetString() == type.Kind.Kind);
                Assert.Contains(
                    document.GetProperty("paths").EnumerateObject(),
                    p => p.Name.EndsWith($"/{type.Resource.Resource}", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Document_OperationIds_AreUnique()
    {
        var ids = Documents().Select(d => d.Data).SelectMany(key =>
            DiscoveryFixture.Json($"/openapi/v3/{key}").GetProperty("paths").EnumerateObject()
                .SelectMany(p => p.Value.EnumerateObject().Where(o => o.Name != "parameters"))
                .Select(o => o.Value.GetProperty("operationId").GetString()!)).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Contains("patchAppsV1NamespacedDeploymentScale", ids);
        Assert.Contains("connectCoreV1OptionsNodeProxyWithPath", ids);
        Assert.Contains("createRbacAuthorizationV1ClusterRole", ids);
    }

    [Fact]
    public void Deployment_Patch_OffersServerSideApply()
    {
        var patch = Apis("/apis/apps/v1/namespaces/{namespace}/deployments/{name}").GetProperty("patch");
        Assert.Equal("patch", patch.GetProperty("x-kubernetes-action").GetString());
        Assert.True(patch.GetProperty("requestBody").GetProperty("content").TryGetProperty("application/apply-patch+yaml", out _));
        Assert.Equal(["dryRun", "fieldManager", "fieldValidation", "force"], Names(patch));
    }

    [Fact]
    public void Path_SharedParameters_StandAtThePath()
    {
        var path = Apis("/apis/apps/v1/namespaces/{namespace}/deployments/{name}");
        Assert.Equal(["name", "namespace", "pretty"], Names(path));
        Assert.False(path.GetProperty("get").TryGetProperty("parameters", out _));
        Assert.All(path.GetProperty("parameters").EnumerateArray(), p =>
            Assert.Equal(p.GetProperty("in").GetString() == "path", p.TryGetProperty("required", out _)));
    }

    [Fact]
    public void PodSpec_Containers_TellHowTheyMerge()
    {
        var schemas = DiscoveryFixture.Json("/openapi/v3/api/v1").GetProperty("components").GetProperty("schemas");
        var containers = schemas.GetProperty("io.k8s.api.core.v1.PodSpec").GetProperty("properties").GetProperty("containers");
        Assert.Equal("map", containers.GetProperty("x-kubernetes-list-type").GetString());
        Assert.Equal("name", containers.GetProperty("x-kubernetes-list-map-keys")[0].GetString());
        Assert.Equal("merge", containers.GetProperty("x-kubernetes-patch-strategy").GetString());
        Assert.Equal("name", containers.GetProperty("x-kubernetes-patch-merge-key").GetString());
        var required = schemas.GetProperty("io.k8s.api.core.v1.PodSpec").GetProperty("required").EnumerateArray();
        Assert.Equal("containers", Assert.Single(required).GetString());
        var reference = schemas.GetProperty("io.k8s.api.core.v1.LocalObjectReference");
        Assert.Equal("atomic", reference.GetProperty("x-kubernetes-map-type").GetString());
    }

    [Fact]
    public void ServicePort_Fields_HaveDefaultsEnumsAndFormats()
    {
        var properties = DiscoveryFixture.Json("/openapi/v3/api/v1").GetProperty("components").GetProperty("schemas")
            .GetProperty("io.k8s.api.core.v1.ServicePort").GetProperty("properties");
        Assert.Equal("TCP", properties.GetProperty("protocol").GetProperty("default").GetString());
        var values = properties.GetProperty("protocol").GetProperty("enum").EnumerateArray().Select(v => v.GetString()!);
        Assert.Equal(["SCTP", "TCP", "UDP"], values);
        Assert.Equal(0, properties.GetProperty("port").GetProperty("default").GetInt32());
        Assert.Equal("int32", properties.GetProperty("port").GetProperty("format").GetString());
        var target = properties.GetProperty("targetPort").GetProperty("allOf")[0].GetProperty("$ref").GetString();
        Assert.EndsWith(".IntOrString", target, StringComparison.Ordinal);
    }

    [Fact]
    public void Schemas_OfEveryDocument_AreDescribed()
    {
        var schemas = DiscoveryFixture.Json("/openapi/v3/api/v1").GetProperty("components").GetProperty("schemas")
            .EnumerateObject().ToList();
        var silent = schemas.Where(s => !s.Value.TryGetProperty("description", out _)).Select(s => s.Name);
        Assert.Empty(silent);
        var fields = schemas.Where(s => s.Value.TryGetProperty("properties", out _))
            .SelectMany(s => s.Value.GetProperty("properties").EnumerateObject()).ToList();
        Assert.True(fields.Count(f => !f.Value.TryGetProperty("description", out _)) < fields.Count / 100);
    }

    [Fact]
    public void Serve_RightHash_IsImmutableForAYear()
    {
        var url = DiscoveryFixture.Json("/openapi/v3").GetProperty("paths").GetProperty("apis/apps/v1")
            .GetProperty("serverRelativeURL").GetString()!;
        Assert.StartsWith(Apps + "?hash=", url, StringComparison.Ordinal);
        var answer = DiscoveryFixture.Get(Apps, hash: url[(Apps + "?hash=").Length..])!;
        Assert.Equal(200, answer.Code);
        Assert.Equal("public, immutable", DiscoveryFixture.Header(answer, "Cache-Control"));
        Assert.Equal("Wed, 03 Feb 2027 04:05:06 GMT", DiscoveryFixture.Header(answer, "Expires"));
        Assert.Equal(304, DiscoveryFixture.Get(Apps, ifNoneMatch: answer.ETag)!.Code);
    }

    [Fact]
    public void Serve_WrongHash_RedirectsToTheRightOne()
    {
        var answer = DiscoveryFixture.Get(Apps, hash: "0123")!;
        Assert.Equal(301, answer.Code);
        Assert.Equal($"{Apps}?hash={answer.ETag.Trim('"')}", DiscoveryFixture.Header(answer, "Location"));
    }

    [Fact]
    public void Serve_UnknownForm_Is406WithoutBody()
    {
        var answer = DiscoveryFixture.Get(Apps, "text/html")!;
        Assert.Equal(406, answer.Code);
        Assert.True(answer.Body.IsEmpty);
    }

    [Fact]
    public void Serve_LargeDocument_ComesCompressedToo()
    {
        var answer = DiscoveryFixture.Get("/openapi/v3/api/v1")!;
        using var gzip = new System.IO.Compression.GZipStream(
            new MemoryStream(answer.Gzip.ToArray()), System.IO.Compression.CompressionMode.Decompress);
        using var text = new MemoryStream();
        gzip.CopyTo(text);
        Assert.True(text.ToArray().AsSpan().SequenceEqual(answer.Body.Span));
    }

    private static JsonElement Apis(string path) => DiscoveryFixture.Json(Apps).GetProperty("paths").GetProperty(path);

    private static IEnumerable<string> Names(JsonElement owner) =>
        owner.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()!);

    private static HashSet<string> Schemas(JsonElement document) =>
        document.GetProperty("components").TryGetProperty("schemas", out var schemas)
            ? [.. schemas.EnumerateObject().Select(s => s.Name)] : [];
}
