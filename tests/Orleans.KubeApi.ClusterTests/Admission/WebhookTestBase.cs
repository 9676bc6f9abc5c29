using System.Text.Json.Nodes;
using Orleans.KubeApi.ClusterTests.Http;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Admission;

/// <summary>Short words for webhooks that see only the test's own namespace; their configurations go with the test.</summary>
public abstract class WebhookTestBase(EmbeddedServer embedded) : HttpTestBase(embedded), IAsyncLifetime
{
    private const string Group = "/apis/admissionregistration.k8s.io/v1";
    private readonly List<string> _configurations = [];
    private WebhookServer? _hooks;

    internal WebhookServer Hooks => _hooks!;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        _hooks = await WebhookServer.StartAsync(Cancellation);
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        foreach (var path in _configurations)
        {
            await Client.DeleteAsync(path, CancellationToken.None);
        }

        await Hooks.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Registers webhooks, the paths of the test's server, and waits until they are in force.</summary>
    /// <param name="kind">Mutating or Validating.</param>
    /// <param name="configuration">The configuration's name after the namespace's.</param>
    /// <param name="more">Members of every webhook as JSON, in front of the usual ones.</param>
    /// <param name="hooks">The paths.</param>
    internal async Task RegisterAsync(string kind, string configuration, string more, params string[] hooks)
    {
        var list = new JsonArray();
        foreach (var hook in hooks)
        {
            list.Add(Webhook(hook, more));
        }

        var body = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = $"{Namespace}-{configuration}" }, ["webhooks"] = list,
        };
        var plural = $"{kind.ToLowerInvariant()}webhookconfigurations";
        (await Client.PostAsync($"{Group}/{plural}", body.ToJsonString(), Cancellation)).MustBe(201);
        _configurations.Add($"{Group}/{plural}/{Namespace}-{configuration}");
        await InForceAsync(hooks[0]);
    }

    /// <summary>Deletes something when the test is over.</summary>
    internal void RemoveAtEnd(string path) => _configurations.Add(path);

    /// <summary>Creates until the webhook is asked.</summary>
    internal async Task InForceAsync(string hook)
    {
        var count = 0;
        await Eventually.HoldsAsync($"{hook} is in force", TimeSpan.FromSeconds(30), async stop =>
        {
            var probe = $$$"""{"metadata":{"name":"probe{{{count++}}}"}}""";
            await Client.PostAsync($"/api/v1/namespaces/{Namespace}/secrets?dryRun=All", probe, stop);
            return Hooks.Reviews.Any(r => r.Hook == hook);
        }, Cancellation);
        Hooks.Forget();
    }

    internal string Rules(string operations, string groups, string versions, string resources) =>
        $$$"""
        "rules":[{"operations":[{{{operations}}}],"apiGroups":[{{{groups}}}],"apiVersions":[{{{versions}}}],"resources":[{{{resources}}}]},
        {"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["secrets"]}]
        """;

    internal JsonObject Webhook(string hook, string more)
    {
        var node = JsonNode.Parse("{" + more + "}")!.AsObject();
        node["name"] = $"{hook}.test.example";
        node["clientConfig"] ??= new JsonObject { ["url"] = $"https://127.0.0.1:{Hooks.Port}/{hook}", ["caBundle"] = Hooks.CaBundle };
        node["sideEffects"] ??= "None";
        node["admissionReviewVersions"] ??= new JsonArray("v1");
        node["rules"] ??= JsonNode.Parse(
            """[{"operations":["*"],"apiGroups":[""],"apiVersions":["*"],"resources":["configmaps","secrets"]}]""");
        node["namespaceSelector"] ??= new JsonObject
        {
            ["matchLabels"] = new JsonObject { ["kubernetes.io/metadata.name"] = Namespace },
        };
        return node;
    }

    internal static JsonObject Allow() => new() { ["allowed"] = true };
}
