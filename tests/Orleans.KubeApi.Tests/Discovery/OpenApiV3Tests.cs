using System.Text.Json;
using Xunit;

namespace Orleans.KubeApi.Tests.Discovery;

public sealed class OpenApiV3Tests
{
    private const string Apps = "/openapi/v3/apis/apps/v1";
    private const string Proto = "application/com.github.proto-openapi.spec.v3.v1.0+protobuf";
    private const string ProtoOld = "application/com.github.proto-openapi.spec.v3@v1.0+protobuf";

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

    [Theory]
    [InlineData("/openapi/v2/")]
    [InlineData("/openapi/v3/")]
    [InlineData(Apps + "/")]
    public void Serve_SlashAtTheEnd_IsNotThere(string path) => Assert.Null(DiscoveryFixture.Get(path));

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

    [Theory]
    [InlineData("", "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData(Proto, Proto)]
    [InlineData(ProtoOld, Proto)]
    [InlineData("application/json;q=0.1," + ProtoOld, Proto)]
    public void Serve_Accept_ChoosesTheEncoding(string accept, string contentType)
    {
        var (json, answer) = (DiscoveryFixture.Get(Apps)!, DiscoveryFixture.Get(Apps, accept)!);
        Assert.Equal(contentType, answer.ContentType);
        Assert.Equal(json.ETag, answer.ETag);
        Assert.Equal("Accept", DiscoveryFixture.Header(answer, "Vary"));
        Assert.Equal(304, DiscoveryFixture.Get(Apps, accept, answer.ETag)!.Code);
        Assert.Equal(301, DiscoveryFixture.Get(Apps, accept, hash: "0123")!.Code);
        var kept = DiscoveryFixture.Get(Apps, accept, hash: json.ETag.Trim('"'))!;
        Assert.Equal("public, immutable", DiscoveryFixture.Header(kept, "Cache-Control"));
        Assert.True(kept.Body.Span.SequenceEqual(answer.Body.Span));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Proto_OfEveryDocument_HasItsPathsAndSchemas(string key)
    {
        var json = DiscoveryFixture.Json($"/openapi/v3/{key}");
        var proto = new ProtoReader(DiscoveryFixture.Get($"/openapi/v3/{key}", Proto)!.Body);
        Assert.Equal("3.0.0", proto.Text(1));
        Assert.Equal("Kubernetes", proto.One(2).Text(1));
        Assert.Equal("1.37", proto.One(2).Text(6));
        Assert.Equal(json.GetProperty("paths").EnumerateObject().Select(p => p.Name), proto.One(4).All(1).Select(p => p.Text(1)));
        Assert.Equal(Schemas(json), proto.One(5).All(1).SelectMany(s => s.All(1)).Select(s => s.Text(1)).ToHashSet());
        Assert.Equal("apiKey", proto.One(5).One(7).Named(1, "BearerToken").One(1).Text(1));
    }

    [Fact]
    public void Proto_Schemas_EqualTheJson()
    {
        var schemas = new ProtoReader(DiscoveryFixture.Get("/openapi/v3/api/v1", Proto)!.Body).One(5).One(1);
        var spec = schemas.Named(1, "io.k8s.api.core.v1.PodSpec").One(1);
        Assert.Equal("object", spec.Text(25));
        Assert.Equal("containers", spec.Text(23));
        var containers = spec.One(31).Named(1, "containers").One(1);
        Assert.Equal("array", containers.Text(25));
        Assert.Equal("#/components/schemas/io.k8s.api.core.v1.Container", containers.One(30).One(1).One(2).Text(1));
        Assert.Equal("\"merge\"\n", containers.Named(36, "x-kubernetes-patch-strategy").Text(2));
        Assert.StartsWith("List of containers", containers.Text(34), StringComparison.Ordinal);

        var port = schemas.Named(1, "io.k8s.api.core.v1.ServicePort").One(1).One(31);
        Assert.Equal("TCP", port.Named(1, "protocol").One(1).One(33).Text(3));
        Assert.Equal(["\"SCTP\"\n", "\"TCP\"\n", "\"UDP\"\n"], port.Named(1, "protocol").One(1).All(24).Select(v => v.Text(2)));
        Assert.Equal(0, port.Named(1, "port").One(1).One(33).Number(1));
        Assert.Equal("int32", port.Named(1, "port").One(1).Text(35));
        var either = schemas.Named(1, "io.k8s.apimachinery.pkg.util.intstr.IntOrString").One(1).All(27);
        Assert.Equal(["integer", "string"], either.Select(s => s.One(1).Text(25)));
        var data = schemas.Named(1, "io.k8s.api.core.v1.ConfigMap").One(1).One(31).Named(1, "data").One(1);
        Assert.Equal("string", data.One(32).One(1).One(1).Text(25));
    }

    [Fact]
    public void Proto_Operations_CarryParametersBodiesAndAnswers()
    {
        var path = new ProtoReader(DiscoveryFixture.Get(Apps, Proto)!.Body).One(4)
            .Named(1, "/apis/apps/v1/namespaces/{namespace}/deployments/{name}");
        Assert.Equal(["name", "namespace", "pretty"], path.All(13).Select(p => p.One(1).Text(1)));
        Assert.True(path.All(13).First().One(1).Flag(4));
        var patch = path.One(10);
        Assert.Equal("patchAppsV1NamespacedDeployment", patch.Text(5));
        Assert.Contains(patch.All(6), p => p.One(1).Text(1) == "fieldValidation");
        var body = patch.One(7).One(1);
        Assert.True(body.Flag(3));
        var apply = body.One(2).Named(1, "application/apply-patch+yaml").One(1).One(2).Text(1);
        Assert.EndsWith(".Patch", apply, StringComparison.Ordinal);
        var answer = patch.One(8).Named(2, "200").One(1).One(3).Named(1, "application/json").One(1).One(2).Text(1);
        Assert.EndsWith(".Deployment", answer, StringComparison.Ordinal);
        Assert.Contains("\"Deployment\"", patch.Named(13, "x-kubernetes-group-version-kind").Text(2), StringComparison.Ordinal);
    }

    private static JsonElement Apis(string path) => DiscoveryFixture.Json(Apps).GetProperty("paths").GetProperty(path);

    private static IEnumerable<string> Names(JsonElement owner) =>
        owner.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()!);

    private static HashSet<string> Schemas(JsonElement document) =>
        document.GetProperty("components").TryGetProperty("schemas", out var schemas)
            ? [.. schemas.EnumerateObject().Select(s => s.Name)] : [];
}
