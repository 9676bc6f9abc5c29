using System.Text.Json.Nodes;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Http;

/// <summary>Short words for ConfigMaps in a namespace of the test's own.</summary>
[Collection(EmbeddedServerCollection.Name)]
public abstract class HttpTestBase(EmbeddedServer embedded) : IAsyncLifetime
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected string Namespace { get; private set; } = "";

    protected string Objects => $"/api/v1/namespaces/{Namespace}/configmaps";

    protected EmbeddedServer Embedded => embedded;

    internal KubeHttp Client => embedded.Client;

    public async ValueTask InitializeAsync() => Namespace = await embedded.NewNamespaceAsync(Cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected static string Body(string name, string value, string labels = "{}", string? revision = null)
    {
        var metadata = new JsonObject { ["name"] = name, ["labels"] = JsonNode.Parse(labels) };
        if (revision is not null)
        {
            metadata["resourceVersion"] = revision;
        }

        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = metadata,
            ["data"] = new JsonObject { ["k"] = value },
        }.ToJsonString();
    }

    internal async Task<KubeResponse> CreateAsync(string name, string value = "v", string labels = "{}") =>
        (await Client.PostAsync(Objects, Body(name, value, labels), Cancellation)).MustBe(201);

    internal async Task<KubeResponse> PatchAsync(string name, string patch) =>
        (await Client.PatchAsync($"{Objects}/{name}", patch, KubeHttp.MergePatch, Cancellation)).MustBe(200);

    internal Task<KubeResponse> PatchValueAsync(string name, string value) =>
        PatchAsync(name, $$$"""{"data":{"k":"{{{value}}}"}}""");

    internal async Task DeleteAsync(string name) => (await Client.DeleteAsync($"{Objects}/{name}", Cancellation)).MustBe(200);

    internal Task<KubeResponse> GetAsync(string query) => Client.GetAsync(Objects + query, Cancellation);

    /// <summary>Opens a watch on the test's ConfigMaps, except those that the server itself puts into every namespace.</summary>
    internal Task<WatchStream> WatchAsync(string query) =>
        Client.WatchAsync($"{Objects}?watch=true&{query}&fieldSelector=metadata.name!=kube-root-ca.crt", Cancellation);

    internal async Task<long> RevisionAsync() => (await GetAsync("?limit=1")).MustBe(200).Revision;
}
