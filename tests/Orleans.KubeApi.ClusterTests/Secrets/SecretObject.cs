using System.Text;
using System.Text.Json.Nodes;
using Orleans.KubeApi.ClusterTests.Support;

namespace Orleans.KubeApi.ClusterTests.Secrets;

/// <summary>Secrets and ConfigMaps with one value, over plain HTTP.</summary>
internal static class SecretObject
{
    private const string Base = "/api/v1/namespaces/default";

    public static Task<KubeResponse> CreateSecretAsync(KubeHttp client, string name, string value, CancellationToken cancellation) =>
        client.PostAsync($"{Base}/secrets", Body(name, Convert.ToBase64String(Encoding.UTF8.GetBytes(value))), cancellation);

    public static Task<KubeResponse> CreateConfigMapAsync(KubeHttp client, string name, string value, CancellationToken cancellation) =>
        client.PostAsync($"{Base}/configmaps", Body(name, value), cancellation);

    public static Task<KubeResponse> GetSecretAsync(KubeHttp client, string name, CancellationToken cancellation) =>
        client.GetAsync($"{Base}/secrets/{name}", cancellation);

    /// <summary>A write that changes nothing; returns the resourceVersion.</summary>
    public static async Task<string> TouchSecretAsync(KubeHttp client, string name, CancellationToken cancellation)
    {
        var answer = await client.PatchAsync($"{Base}/secrets/{name}", "{}", KubeHttp.MergePatch, cancellation);
        answer.MustBe(200);
        return JsonNode.Parse(answer.Text)!["metadata"]!["resourceVersion"]!.GetValue<string>();
    }

    public static string ValueOf(KubeResponse answer)
    {
        answer.MustBe(200);
        return Encoding.UTF8.GetString(Convert.FromBase64String(JsonNode.Parse(answer.Text)!["data"]!["value"]!.GetValue<string>()));
    }

    private static string Body(string name, string value) =>
        $$$"""{"metadata":{"name":"{{{name}}}"},"data":{"value":"{{{value}}}"}}""";
}
