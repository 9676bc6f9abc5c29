using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.ClusterTests.Http;
using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Schema;
using Orleans.KubeApi.Tests.Schema;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Security;

/// <summary>
/// The largest bodies, all one list or map, by every way in: each is answered for a second of processor time at most, whatever it holds
/// (S22). Alone, since they measure what the server spends.
/// </summary>
[Collection(MeasuredServerCollection.Name)]
public sealed class WideBodyTests(EmbeddedServer embedded) : HttpTestBase(embedded)
{
    private const int Bytes = 2_750_000;
    private const string Protobuf = "application/vnd.kubernetes.protobuf";
    private static readonly int[] Answers = [200, 201, 400, 413, 422];
    private static readonly ResourceCatalog Catalog = BuiltInCatalog.Load();
    private static readonly string[] Ways = ["create", "YAML", "protobuf", "PUT", "merge", "strategic", "apply", "JSON patch"];

    // A small object of the kind, what stands before and after the elements, and an element.
    private static readonly Dictionary<string, (string Resource, string Small, string Before, string After, Func<int, string> Item)> Lists =
    new()
    {
        ["empty containers"] = Pod("""{"containers":[""", "]}", _ => "{}"),
        ["empty volumes"] = Pod("""{"containers":[{"name":"c","image":"i"}],"volumes":[""", "]}", _ => "{}"),
        ["empty ports"] = Pod("""{"containers":[{"name":"c","image":"i","ports":[""", "]}]}", _ => "{}"),
        ["ports"] = Pod("""{"containers":[{"name":"c","image":"i","ports":[""", "]}]}", i => $$"""{"containerPort":{{(i % 65535) + 1}}}"""),
        ["variables"] = Pod("""{"containers":[{"name":"c","image":"i","env":[""", "]}]}", i => $$"""{"name":"a{{i}}"}"""),
        ["webhooks"] = ("apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", """{"metadata":{"name":"NAME"}}""",
            """{"metadata":{"name":"NAME"},"webhooks":[""", "]}", _ => "{}"),
        ["data"] = ("api/v1/namespaces/NS/configmaps", """{"metadata":{"name":"NAME"}}""",
            """{"metadata":{"name":"NAME"},"data":{""", "}}", i => $"\"a{i}\":\"\""),
        ["labels"] = ("api/v1/namespaces/NS/configmaps", """{"metadata":{"name":"NAME"}}""",
            """{"metadata":{"name":"NAME","labels":{""", "}}}", i => $"\"a{i}\":\"\""),
    };

    public static MatrixTheoryData<string, string> Cases => new(Lists.Keys, Ways);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task S22_WideBody_CostsLittleByAnyWay(string what, string how)
    {
        var (resource, small, before, after, item) = Lists[what];
        var name = $"w{Guid.NewGuid():N}";
        var path = "/" + resource.Replace("NS", Namespace, StringComparison.Ordinal);
        var body = Filled(before, after, item).Replace("NAME", name, StringComparison.Ordinal);
        if (how is not ("create" or "YAML" or "protobuf"))
        {
            (await Client.PostAsync(path, small.Replace("NAME", name, StringComparison.Ordinal), Cancellation)).MustBe(201);
        }

        await Spending.IsSmallAsync(Embedded.Server, $"{what}, {how}", () => SendAsync(how, path, name, body), Answers);
        (await GetAsync("?limit=1")).MustBe(200);
    }

    private async Task<KubeResponse> SendAsync(string how, string path, string name, string body)
    {
        const string query = "?dryRun=All";
        var item = $"{path}/{name}{query}";
        return how switch
        {
            "create" => await Client.PostAsync(path + query, body, Cancellation),
            "YAML" => await Client.SendAsync(HttpMethod.Post, path + query, body, "application/yaml", Cancellation),
            "protobuf" => await ProtobufAsync(path + query, body),
            "PUT" => await Client.PutAsync(item, body, Cancellation),
            "merge" => await Client.PatchAsync(item, body, KubeHttp.MergePatch, Cancellation),
            "strategic" => await Client.PatchAsync(item, body, KubeHttp.StrategicPatch, Cancellation),
            "apply" => await Client.PatchAsync(item + "&fieldManager=m&force=true", body, KubeHttp.ApplyPatch, Cancellation),
            _ => await Client.PatchAsync(item, Operations(body), KubeHttp.JsonPatch, Cancellation),
        };
    }

    private static string Operations(string body)
    {
        var (member, value) = JsonNode.Parse(body)!.AsObject().Last();
        return new JsonArray(new JsonObject { ["op"] = "add", ["path"] = "/" + member, ["value"] = value!.DeepClone() }).ToJsonString();
    }

    private async Task<KubeResponse> ProtobufAsync(string path, string body)
    {
        var parts = path.Trim('/').Split('/', '?');
        var isCore = parts[0] == "api";
        var type = Catalog.Find(isCore ? "" : parts[1], isCore ? parts[1] : parts[2], parts.SkipLast(1).Last())!;
        var raw = ProtobufWriter.Write(Encoding.UTF8.GetBytes(body), type.Schema);
        var message = new ProtobufBuilder().Raw(raw).Envelope(type.Kind.ApiVersion, type.Kind.Kind);
        var content = new ByteArrayContent(message);
        content.Headers.ContentType = new MediaTypeHeaderValue(Protobuf);
        return await Client.SendAsync(HttpMethod.Post, path, content, Cancellation);
    }

    private static string Filled(string before, string after, Func<int, string> item)
    {
        var text = new StringBuilder(before).Append(item(0));
        for (var i = 1; text.Length + after.Length < Bytes; i++)
        {
            text.Append(',').Append(item(i));
        }

        return text.Append(after).ToString();
    }

    private static (string, string, string, string, Func<int, string>) Pod(string before, string after, Func<int, string> item) =>
        ("api/v1/namespaces/NS/pods",
        """{"metadata":{"name":"NAME"},"spec":{"automountServiceAccountToken":false,"containers":[{"name":"c","image":"i"}]}}""",
        """{"metadata":{"name":"NAME"},"spec":""" + before, after + "}", item);
}
