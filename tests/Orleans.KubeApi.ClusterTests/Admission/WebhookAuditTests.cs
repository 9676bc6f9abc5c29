using System.Text.Json.Nodes;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Admission;

/// <summary>What webhooks leave in the audit log; needs a server with one.</summary>
public sealed class WebhookAuditTests
{
    private const string Prefix = "mutation.webhook.admission.k8s.io/";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_ThroughWebhooks_LeavesTheOriginalsAnnotations()
    {
        using var folder = new TemporaryFolder();
        var policy = folder.File("policy.yaml");
        await File.WriteAllTextAsync(policy, """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
            - level: Request
              resources: [{group: "", resources: [configmaps]}]
            - level: None
            """, Cancellation);
        var log = folder.File("audit.log");
        await using var server = await KubeServer.StartNewAsync(
            new KubeServerOptions { MoreArguments = ["--audit-policy-file", policy, "--audit-log-path", log] }, Cancellation);
        await using var hooks = await WebhookServer.StartAsync(Cancellation);
        hooks.On("change", _ => new JsonObject
        {
            ["allowed"] = true, ["patchType"] = "JSONPatch",
            ["patch"] = Convert.ToBase64String("[{\"op\":\"add\",\"path\":\"/data\",\"value\":{\"a\":\"b\"}}]"u8),
            ["auditAnnotations"] = new JsonObject { ["why"] = "because" },
        });
        var gone = $"https://127.0.0.1:{FreePort.Next()}/";
        await RegisterAsync(server, "mutating", hooks, "change", $"https://127.0.0.1:{hooks.Port}/change");
        await RegisterAsync(server, "validating", hooks, "gone", gone);

        JsonNode? annotations = null;
        await Eventually.HoldsAsync("a create with both webhooks is in the log", TimeSpan.FromSeconds(30), async stop =>
        {
            await server.Client.PostAsync("/api/v1/namespaces/default/configmaps", """{"metadata":{"generateName":"c"}}""", stop);
            await using var shared = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var lines = new StreamReader(shared);
            foreach (var line in (await lines.ReadToEndAsync(stop)).Split('\n').Where(l => l.EndsWith('}')))
            {
                annotations = JsonNode.Parse(line)!["annotations"];
                if (annotations?["failed-open.validating.webhook.admission.k8s.io/round_0_index_0"] is not null
                    && annotations[Prefix + "round_0_index_0"] is not null)
                {
                    return true;
                }
            }

            return false;
        }, Cancellation);

        Assert.Equal("""{"configuration":"change","webhook":"change.test.example","mutated":true}""",
            annotations![Prefix + "round_0_index_0"]!.GetValue<string>());
        Assert.Equal(
            """{"configuration":"change","webhook":"change.test.example","patch":[{"op":"add","path":"/data","value":{"a":"b"}}],"""
            + "\"patchType\":\"JSONPatch\"}",
            annotations["patch.webhook.admission.k8s.io/round_0_index_0"]!.GetValue<string>());
        Assert.Equal("because", annotations["change.test.example/why"]!.GetValue<string>());
        Assert.Equal("gone.test.example",
            annotations["failed-open.validating.webhook.admission.k8s.io/round_0_index_0"]!.GetValue<string>());
    }

    [Fact]
    public async Task Create_WithWebhookCredentials_ShowsThemToTheirServerOnly()
    {
        using var folder = new TemporaryFolder();
        await using var hooks = await WebhookServer.StartAsync(Cancellation);
        var kubeconfig = folder.File("hooks.kubeconfig");
        await File.WriteAllTextAsync(kubeconfig,
            $$$"""
            {"users":[{"name":"127.0.0.1:{{{hooks.Port}}}","user":{"token":"t0ken"} }]}
            """,
            Cancellation);
        var admission = folder.File("admission.yaml");
        await File.WriteAllTextAsync(admission, $$$"""
            apiVersion: apiserver.config.k8s.io/v1
            kind: AdmissionConfiguration
            plugins:
            - name: ValidatingAdmissionWebhook
              configuration:
                apiVersion: apiserver.config.k8s.io/v1
                kind: WebhookAdmissionConfiguration
                kubeConfigFile: {{{kubeconfig}}}
            """, Cancellation);
        await using var server = await KubeServer.StartNewAsync(
            new KubeServerOptions { MoreArguments = ["--admission-control-config-file", admission] }, Cancellation);
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        foreach (var hook in new[] { "change", "check" })
        {
            hooks.On(hook, (_, http) =>
            {
                seen[hook] = http.Request.Headers.Authorization.ToString();
                return Task.FromResult<JsonObject?>(new JsonObject { ["allowed"] = true });
            });
        }

        await RegisterAsync(server, "mutating", hooks, "change", $"https://127.0.0.1:{hooks.Port}/change");
        await RegisterAsync(server, "validating", hooks, "check", $"https://127.0.0.1:{hooks.Port}/check");
        await Eventually.HoldsAsync("both webhooks were asked", TimeSpan.FromSeconds(30), async stop =>
        {
            await server.Client.PostAsync("/api/v1/namespaces/default/configmaps", """{"metadata":{"generateName":"c"}}""", stop);
            return seen.Count == 2;
        }, Cancellation);

        Assert.Equal("Bearer t0ken", seen["check"]);
        Assert.Equal("", seen["change"]); // the other plug-in has no configuration
    }

    private static async Task RegisterAsync(KubeServer server, string kind, WebhookServer hooks, string name, string url)
    {
        var body = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name },
            ["webhooks"] = new JsonArray(new JsonObject
            {
                ["name"] = $"{name}.test.example", ["failurePolicy"] = "Ignore", ["sideEffects"] = "None",
                ["admissionReviewVersions"] = new JsonArray("v1"),
                ["clientConfig"] = new JsonObject { ["url"] = url, ["caBundle"] = hooks.CaBundle },
                ["rules"] = JsonNode.Parse(
                    """[{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["configmaps"]}]"""),
            }),
        };
        (await server.Client.PostAsync(
            $"/apis/admissionregistration.k8s.io/v1/{kind}webhookconfigurations", body.ToJsonString(), Cancellation)).MustBe(201);
    }
}
