using System.Text.Json.Nodes;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Admission;

/// <summary>Connections (exec, attach, portforward, proxy) are shown to admission before anything is connected.</summary>
public sealed class ConnectAdmissionTests(EmbeddedServer embedded) : WebhookTestBase(embedded)
{
    private const string Connect = "\"CONNECT\"";

    private string Pods => $"/api/v1/namespaces/{Namespace}/pods";

    [Theory]
    [InlineData("pods/exec", "GET", "pods/p/exec?command=sh&command=-c&container=c&stdin=true&tty=0&stdout=1",
        """{"kind":"PodExecOptions","apiVersion":"v1","stdin":true,"stdout":true,"container":"c","command":["sh","-c"]}""")]
    [InlineData("pods/exec", "POST", "pods/p/exec?command=ls&stderr",
        """{"kind":"PodExecOptions","apiVersion":"v1","stderr":true,"command":["ls"]}""")]
    [InlineData("pods/attach", "POST", "pods/p/attach?stdout=true",
        """{"kind":"PodAttachOptions","apiVersion":"v1","stdout":true}""")]
    [InlineData("pods/portforward", "GET", "pods/p/portforward?ports=80&ports=443",
        """{"kind":"PodPortForwardOptions","apiVersion":"v1","ports":[80,443]}""")]
    [InlineData("pods/proxy", "DELETE", "pods/p/proxy/a/b%20c", """{"kind":"PodProxyOptions","apiVersion":"v1","path":"/a/b c"}""")]
    [InlineData("services/proxy", "GET", "services/https:p:1/proxy", """{"kind":"ServiceProxyOptions","apiVersion":"v1","path":"/"}""")]
    public async Task Connect_OfAnyKind_IsShownToWebhooksBeforeAnythingIsLookedFor(
        string resource, string method, string path, string options)
    {
        Hooks.On("guard", _ => new JsonObject
        {
            ["allowed"] = false, ["status"] = new JsonObject { ["message"] = "nobody connects", ["code"] = 403 },
        });
        await RegisterAsync("Validating", "guard", Rules(Connect, "\"\"", "\"v1\"", $"\"{resource}\""), "guard");

        var answer = await Client.SendAsync(
            new HttpMethod(method), $"/api/v1/namespaces/{Namespace}/{path}", null, KubeHttp.Json, Cancellation);

        answer.MustBe(403);
        Assert.EndsWith(
            "admission webhook \"guard.test.example\" denied the request: nobody connects", answer.Message, StringComparison.Ordinal);
        var (_, request) = Assert.Single(Hooks.Reviews);
        Assert.Equal("CONNECT", (string?)request["operation"]);
        Assert.Equal(JsonNode.Parse(options)!.ToJsonString(), request["object"]!.ToJsonString());
        Assert.Null(request["oldObject"]);
        Assert.Null(request["options"]);
        Assert.Equal((string?)request["object"]!["kind"], (string?)request["kind"]!["kind"]);
        Assert.Equal(resource, $"{request["resource"]!["resource"]}/{request["subResource"]}");
        Assert.Equal(path.Split('/')[1], (string?)request["name"]);
        Assert.Equal(Namespace, (string?)request["namespace"]);
    }

    [Fact]
    public async Task Connect_AllowedAndChanged_GoesOnAsWithoutWebhooks()
    {
        Hooks.On("change", request => (string?)request["operation"] == "CONNECT"
            ? WebhookServer.Patch("""[{"op":"replace","path":"/command/0","value":"true"}]""") : Allow());
        Hooks.On("see", _ => Allow());
        await RegisterAsync("Mutating", "change", Rules(Connect, "\"\"", "\"v1\"", "\"pods/*\""), "change");
        await RegisterAsync("Validating", "see", Rules(Connect, "\"\"", "\"v1\"", "\"pods/exec\""), "see");

        Assert.Equal("NotFound", (await Client.GetAsync($"{Pods}/none/exec?command=sh", Cancellation)).MustBe(404).Reason);

        Assert.Equal("""["true"]""", Hooks.Reviews.Single(r => r.Hook == "see").Request["object"]!["command"]!.ToJsonString());
        (await Client.GetAsync($"{Pods}/none/log", Cancellation)).MustBe(404);
        Assert.Equal(2, Hooks.Reviews.Count); // a log is a read
    }

    [Fact]
    public async Task Connect_WebhookFails_IsRefusedUnlessItMayBeIgnored()
    {
        Hooks.On("broken", (_, http) =>
        {
            http.Response.StatusCode = 500;
            return Task.FromResult<JsonObject?>(null);
        });
        Hooks.On("open", _ => Allow());
        await RegisterAsync("Validating", "open", Rules("\"CREATE\"", "\"\"", "\"v1\"", "\"pods\""), "open");
        await RegisterBrokenAsync("Ignore");
        (await Client.GetAsync($"{Pods}/none/exec?command=sh", Cancellation)).MustBe(404);
        await RegisterBrokenAsync("Fail");
        await Eventually.HoldsAsync("the failure refuses", TimeSpan.FromSeconds(30), async stop =>
            (await Client.GetAsync($"{Pods}/none/exec?command=sh", stop)).Code == 500, Cancellation);
    }

    [Fact]
    public async Task Connect_DryRun_Is400() =>
        (await Client.GetAsync($"{Pods}/none/exec?command=sh&dryRun=All", Cancellation)).MustBe(400);

    // Its own resource only: what RegisterAsync asks until a webhook is in force would be refused here.
    private async Task RegisterBrokenAsync(string policy)
    {
        var hook = Webhook("broken", $"\"failurePolicy\":\"{policy}\"," +
            "\"rules\":[{\"operations\":[\"CONNECT\"],\"apiGroups\":[\"\"],\"apiVersions\":[\"v1\"],\"resources\":[\"pods/exec\"]}]");
        var body = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = $"{Namespace}-{policy.ToLowerInvariant()}" }, ["webhooks"] = new JsonArray(hook),
        };
        const string configurations = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
        (await Client.PostAsync(configurations, body.ToJsonString(), Cancellation)).MustBe(201);
        RemoveAtEnd($"{configurations}/{Namespace}-{policy.ToLowerInvariant()}");
    }
}
