using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Admission;

/// <summary>Validating webhooks, and what calls of both kinds share: texts, policies, selectors, versions.</summary>
[Collection(EmbeddedServerCollection.Name)]
public sealed class ValidatingWebhookTests(EmbeddedServer embedded) : WebhookTestBase(embedded)
{
    private const string NoRule = "";

    [Theory]
    [InlineData("""{"allowed":false}""", 400, "", "admission webhook \"no.test.example\" denied the request without explanation")]
    [InlineData("""{"allowed":false,"status":{"message":"too big","code":200}}""", 400, "",
        "admission webhook \"no.test.example\" denied the request: too big")]
    [InlineData("""{"allowed":false,"status":{"message":"not you","code":403,"reason":"Forbidden"}}""", 403, "Forbidden",
        "admission webhook \"no.test.example\" denied the request: not you")]
    [InlineData("""{"allowed":false,"status":{"reason":"Because"}}""", 400, "Because",
        "admission webhook \"no.test.example\" denied the request: Because")]
    public async Task Create_Denied_SaysSoInTheOriginalsWords(string response, int code, string reason, string message)
    {
        Hooks.On("no", _ => (JsonObject)JsonNode.Parse(response)!);
        await RegisterAsync("Validating", "x", NoRule, "no");

        var answer = (await Client.PostAsync(Objects, Body("m", "v"), Cancellation)).MustBe(code);

        Assert.Equal(message, answer.Message);
        Assert.Equal(reason, answer.Reason ?? "");
        (await GetAsync("/m")).MustBe(404);
    }

    [Fact]
    public async Task Metrics_TellRefusalsFailuresAndPassedOverOnes()
    {
        Hooks.On("m-no", _ => (JsonObject)JsonNode.Parse("""{"allowed":false,"status":{"code":403}}""")!);
        await RegisterAsync("Validating", "x", NoRule, "m-no");
        (await Client.PostAsync(Objects, Body("m", "v"), Cancellation)).MustBe(403);
        var isBroken = false;
        Hooks.On("m-open", async (_, http) => isBroken ? await BreakAsync("error", http) : Allow());
        await RegisterAsync("Validating", "y", "\"failurePolicy\":\"Ignore\"", "m-open");
        isBroken = true;
        (await Client.PostAsync(Objects, Body("m", "v"), Cancellation)).MustBe(403);

        var page = (await Client.GetAsync("/metrics", Cancellation)).MustBe(200).Text;

        Assert.Matches(Line("rejection_count", "error_type=\"no_error\",name=\"m-no.test.example\",operation=\"CREATE\","
            + "rejection_code=\"403\",type=\"validating\""), page);
        Assert.Matches(Line("request_total", "code=\"403\",name=\"m-no.test.example\",operation=\"CREATE\",rejected=\"true\","
            + "type=\"validating\""), page);
        Assert.Matches(Line("fail_open_count", "name=\"m-open.test.example\",type=\"validating\""), page);
        Assert.Matches(Line("request_total", "code=\"500\",name=\"m-open.test.example\",operation=\"CREATE\",rejected=\"false\","
            + "type=\"validating\""), page);
    }

    [Fact]
    public async Task Create_Warnings_ReachTheClient()
    {
        Hooks.On("warn", _ => new JsonObject { ["allowed"] = true, ["warnings"] = new JsonArray("mind the gap") });
        await RegisterAsync("Validating", "x", NoRule, "warn");

        Assert.Equal(["299 - \"mind the gap\""], (await CreateAsync("m")).Headers.GetValues("Warning"));
    }

    [Theory]
    [InlineData("redirect", "failed to call webhook: the webhook answered a redirect, which is not followed")]
    [InlineData("error", "failed to call webhook: an error on the server (\"unknown\") has prevented the request from succeeding")]
    [InlineData("foreign", "received invalid webhook response: expected response.uid=")]
    [InlineData("patch", "received invalid webhook response: validating webhook may not return response.patch")]
    [InlineData("nothing", "received invalid webhook response: webhook response was absent")]
    [InlineData("long", "failed to call webhook: the answer is longer than 8388608 bytes")]
    public async Task S17_BrokenAnswer_IsRefusedUnderFail_PassesUnderIgnore_AndIsNeverFollowed(string kind, string message)
    {
        var isBroken = false;
        var followed = false;
        Hooks.On("victim", (_, _) =>
        {
            followed = true;
            return Task.FromResult<JsonObject?>(Allow());
        });
        Hooks.On("broken", async (_, http) => isBroken ? await BreakAsync(kind, http) : Allow());
        await RegisterAsync("Validating", "x", NoRule, "broken");
        isBroken = true;

        var answer = (await Client.PostAsync(Objects, Body("m", "v"), Cancellation)).MustBe(500);

        Assert.Equal("InternalError", answer.Reason);
        Assert.StartsWith(
            "Internal error occurred: failed calling webhook \"broken.test.example\": " + message, answer.Message,
            StringComparison.Ordinal);
        Assert.False(followed);
        isBroken = false;
        await RegisterAsync("Validating", "y", "\"failurePolicy\":\"Ignore\"", "broken");
        (await Client.DeleteAsync(
            $"/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/{Namespace}-x", Cancellation)).MustBe(200);
        isBroken = true;
        await Eventually.HoldsAsync("only the one that ignores is left", TimeSpan.FromSeconds(30),
            async stop => (await Client.PostAsync(Objects, Body("m", "v"), stop)).Code == 201, Cancellation);
    }

    [Fact]
    public async Task Create_NobodyListens_IsRefusedInTheOriginalsWords()
    {
        Hooks.On("ok", _ => Allow());
        var port = FreePort.Next();
        await RegisterAsync("Validating", "x", NoRule, "ok");
        var gone = Webhook("gone", "\"clientConfig\":{\"url\":\"https://127.0.0.1:" + port + "/\"}");
        await PutAsync("validating", "x", gone, Webhook("ok", NoRule));

        await Eventually.HoldsAsync("the changed configuration is in force", TimeSpan.FromSeconds(30), async stop =>
        {
            var answer = await Client.PostAsync(Objects + "?dryRun=All", Body("m", "v"), stop);
            return answer.Message == "Internal error occurred: failed calling webhook \"gone.test.example\": failed to call webhook: "
                + $"Post \"https://127.0.0.1:{port}/?timeout=10s\": dial tcp 127.0.0.1:{port}: connect: connection refused";
        }, Cancellation);
    }

    [Fact]
    public async Task Create_UnknownAuthority_IsRefused()
    {
        Hooks.On("tls", _ => Allow());
        await RegisterAsync("Validating", "x", NoRule, "tls");
        await PutAsync("validating", "x", Webhook("tls", $$$"""
            "clientConfig":{"url":"https://127.0.0.1:{{{Hooks.Port}}}/tls"}
            """));

        await Eventually.HoldsAsync("the changed configuration is in force", TimeSpan.FromSeconds(30), async stop =>
        {
            var answer = await Client.PostAsync(Objects + "?dryRun=All", Body("m", "v"), stop);
            return answer.Message.EndsWith("x509: certificate signed by unknown authority", StringComparison.Ordinal);
        }, Cancellation);
    }

    [Fact]
    public async Task Create_ServiceWebhook_IsDialledByNameOfTheService()
    {
        Hooks.On("svc", _ => Allow());
        await Client.PostAsync("/api/v1/namespaces/default/services",
            """{"metadata":{"name":"hook"},"spec":{"type":"ExternalName","externalName":"localhost"}}""", Cancellation);
        await RegisterAsync("Validating", "x", $$$"""
            "clientConfig":{"service":{"namespace":"default","name":"hook","port":{{{Hooks.Port}}},"path":"/svc"},
            "caBundle":"{{{Hooks.CaBundle}}}"}
            """, "svc");

        await CreateAsync("m");

        Assert.Equal(["svc"], Hooks.Reviews.Select(r => r.Hook));
    }

    [Fact]
    public async Task DryRun_WebhookWithSideEffects_IsRefused()
    {
        Hooks.On("fx", _ => Allow());
        await RegisterAsync("Validating", "x", NoRule, "fx");
        var old = Webhook("fx", "\"sideEffects\":\"Some\"");
        var answer = await PutAsync("validating", "x", old);

        // Only what was written before v1 may still say so; the refusal is what keeps it out.
        Assert.Equal(422, answer.Code);
        (await Client.PostAsync(Objects + "?dryRun=All", Body("m", "v"), Cancellation)).MustBe(201);
        Assert.True(Hooks.Reviews[^1].Request["dryRun"]!.GetValue<bool>());
        Assert.Equal("All", Hooks.Reviews[^1].Request["options"]!["dryRun"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task MatchConditions_AreRefusedWhenWritten()
    {
        var hook = Webhook("mc", "\"matchConditions\":[{\"name\":\"a\",\"expression\":\"true\"}]");
        var body = new JsonObject { ["metadata"] = new JsonObject { ["name"] = Namespace }, ["webhooks"] = new JsonArray(hook) };

        var answer = (await Client.PostAsync(
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", body.ToJsonString(), Cancellation)).MustBe(422);

        Assert.Contains("webhooks[0].matchConditions: Forbidden: this version of the server does not evaluate match conditions",
            answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Selectors_DecideByOldOrNewLabels()
    {
        Hooks.On("sel", _ => Allow());
        await RegisterAsync("Validating", "x", NoRule, "sel");
        await PutAsync("validating", "x", Webhook("sel", "\"objectSelector\":{\"matchLabels\":{\"a\":\"b\"}}"));
        await Eventually.HoldsAsync("the selector is in force", TimeSpan.FromSeconds(30), async stop =>
        {
            Hooks.Forget();
            await Client.PostAsync(Objects + "?dryRun=All", Body("probe", "v"), stop);
            return Hooks.Reviews.Count == 0;
        }, Cancellation);

        await CreateAsync("with", labels: """{"a":"b"}""");
        await CreateAsync("without");
        await PatchAsync("with", """{"metadata":{"labels":null}}""");

        Assert.Equal(["CREATE", "UPDATE"], Hooks.Reviews.Select(r => r.Request["operation"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("Equivalent", "v2")]
    [InlineData("Exact", null)]
    public async Task MatchPolicy_OtherVersion_IsConvertedOrNotAsked(string policy, string? seen)
    {
        Hooks.On("hpa", _ => Allow());
        await RegisterAsync("Validating", "x",
            Rules("\"CREATE\"", "\"autoscaling\"", "\"v2\"", "\"horizontalpodautoscalers\"") + $",\"matchPolicy\":\"{policy}\"", "hpa");

        (await Client.PostAsync($"/apis/autoscaling/v1/namespaces/{Namespace}/horizontalpodautoscalers", """
            {"metadata":{"name":"h"},"spec":{"scaleTargetRef":{"kind":"Deployment","name":"d","apiVersion":"apps/v1"},
            "maxReplicas":3,"targetCPUUtilizationPercentage":50}}
            """, Cancellation)).MustBe(201);

        Assert.Equal(seen is null ? [] : [seen], Hooks.Reviews.Select(r => r.Request["kind"]!["version"]!.GetValue<string>()));
        if (seen is not null)
        {
            var request = Hooks.Reviews[0].Request;
            Assert.Equal("v1", request["requestKind"]!["version"]!.GetValue<string>());
            Assert.Equal("autoscaling/v2", request["object"]!["apiVersion"]!.GetValue<string>());
            Assert.Equal("cpu", request["object"]!["spec"]!["metrics"]![0]!["resource"]!["name"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task V1Beta1Review_IsSentAndAnswered()
    {
        Hooks.On("beta", _ => Allow());
        await RegisterAsync("Validating", "x", "\"admissionReviewVersions\":[\"v2\",\"v1beta1\",\"v1\"]", "beta");

        await CreateAsync("m");
    }

    [Fact]
    public async Task S19_EveryUpdatePath_ShowsWhatIsStored()
    {
        Hooks.On("see", _ => Allow());
        var deployments = $"/apis/apps/v1/namespaces/{Namespace}/deployments";
        await RegisterAsync("Validating", "x",
            Rules("\"*\"", "\"*\"", "\"*\"", "\"configmaps\",\"deployments\",\"deployments/*\",\"namespaces/*\""), "see");
        var made = await CreateAsync("m");
        AssertShown(made, null);
        var put = (await Client.PutAsync($"{Objects}/m", Body("m", "w"), Cancellation)).MustBe(200);
        AssertShown(put, made);
        AssertShown(await PatchValueAsync("m", "x"), put);
        var applied = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"n"}}""";
        AssertShown((await Client.PatchAsync($"{Objects}/n?fieldManager=f", applied, KubeHttp.ApplyPatch, Cancellation)).MustBe(201), null);

        var deployment = (await Client.PostAsync(deployments, """
            {"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},
            "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
            """, Cancellation)).MustBe(201);
        AssertShown(deployment, null);
        var status = (await Client.PatchAsync($"{deployments}/d/status", """{"status":{"replicas":3}}""", KubeHttp.MergePatch,
            Cancellation)).MustBe(200);
        AssertShown(status, deployment);
        Assert.Equal("status", Hooks.Reviews[^1].Request["subResource"]!.GetValue<string>());
        (await Client.PatchAsync($"{deployments}/d/scale", """{"spec":{"replicas":2}}""", KubeHttp.MergePatch, Cancellation)).MustBe(200);
        Assert.Equal("scale", Hooks.Reviews[^1].Request["subResource"]!.GetValue<string>());
    }

    [Fact]
    public async Task S19_DeletesAndPostedSubresources_ShowTheirObjects()
    {
        Hooks.On("see", _ => Allow());
        var pods = $"/api/v1/namespaces/{Namespace}/pods";
        await RegisterAsync("Validating", "x",
            Rules("\"*\"", "\"\"", "\"*\"", "\"configmaps\",\"pods\",\"pods/*\",\"serviceaccounts/*\""), "see");
        var made = await CreateAsync("m");
        (await Client.DeleteAsync($"{Objects}/m?dryRun=All", Cancellation)).MustBe(200);
        AssertDelete(made, "m", isDryRun: true);
        await DeleteAsync("m");
        AssertDelete(made, "m", isDryRun: false);
        var second = await CreateAsync("n");
        (await Client.DeleteAsync(Objects, Cancellation)).MustBe(200);
        AssertDelete(second, "n", isDryRun: false);

        (await Client.PostAsync(pods, """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""",
            Cancellation)).MustBe(201);
        (await Client.PostAsync($"{pods}/p/binding", """{"metadata":{"name":"p"},"target":{"kind":"Node","name":"n1"}}""",
            Cancellation)).MustBe(201);
        Assert.Equal(("binding", "Binding"), Last());
        (await Client.PatchAsync($"{pods}/p/ephemeralcontainers",
            """{"spec":{"ephemeralContainers":[{"name":"e","image":"i"}]}}""", KubeHttp.StrategicPatch, Cancellation)).MustBe(200);
        Assert.Equal(("ephemeralcontainers", "Pod"), Last());
        Hooks.Forget();
        (await Client.PostAsync($"{pods}/p/eviction",
            """{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"p"}}""", Cancellation)).MustBe(201);
        Assert.Equal(["CREATE"], Hooks.Reviews.Select(r => r.Request["operation"]!.GetValue<string>()));
        Assert.Equal(("eviction", "Eviction"), Last());
        (await Client.PostAsync($"/api/v1/namespaces/{Namespace}/serviceaccounts/default/token", """{"spec":{"audiences":["a"]}}""",
            Cancellation)).MustBe(201);
        Assert.Equal(("token", "TokenRequest"), Last());
    }

    private (string? Subresource, string Kind) Last() => (Hooks.Reviews[^1].Request["subResource"]?.GetValue<string>(),
        Hooks.Reviews[^1].Request["kind"]!["kind"]!.GetValue<string>());

    private void AssertDelete(KubeResponse before, string name, bool isDryRun)
    {
        var request = Hooks.Reviews[^1].Request;
        Assert.Equal("DELETE", request["operation"]!.GetValue<string>());
        Assert.Equal(name, request["name"]!.GetValue<string>());
        Assert.Equal("DeleteOptions", request["options"]!["kind"]!.GetValue<string>());
        Assert.Equal(isDryRun, request["dryRun"]!.GetValue<bool>());
        Assert.Null(request["object"]);
        Assert.True(JsonNode.DeepEquals(before.Json, request["oldObject"]), request["oldObject"]!.ToJsonString());
    }

    private void AssertShown(KubeResponse stored, KubeResponse? before)
    {
        var request = Hooks.Reviews[^1].Request;
        Assert.Equal(Comparable(stored.Json), Comparable(request["object"]!));
        if (before is null)
        {
            Assert.Null(request["oldObject"]);
        }
        else
        {
            Assert.True(JsonNode.DeepEquals(before.Json, request["oldObject"]), request["oldObject"]!.ToJsonString());
            Assert.Equal($"{before.Revision}", request["object"]!["metadata"]!["resourceVersion"]!.GetValue<string>());
        }
    }

    // Everything but the version, which the commit makes; members in one order.
    private static string Comparable(JsonNode node)
    {
        var copy = node.DeepClone();
        copy["metadata"]!.AsObject().Remove("resourceVersion");
        return Ordered(copy)!.ToJsonString();
    }

    private static JsonNode? Ordered(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(
            map.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, Ordered(m.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Ordered)]),
        _ => node?.DeepClone(),
    };

    private async Task<KubeResponse> PutAsync(string kind, string configuration, params JsonObject[] hooks)
    {
        var path = $"/apis/admissionregistration.k8s.io/v1/{kind}webhookconfigurations/{Namespace}-{configuration}";
        var body = (await Client.GetAsync(path, Cancellation)).MustBe(200).Json;
        body["webhooks"] = new JsonArray([.. hooks]);
        return await Client.PutAsync(path, body.ToJsonString(), Cancellation);
    }

    private static async Task<JsonObject?> BreakAsync(string kind, HttpContext http)
    {
        switch (kind)
        {
            case "redirect":
                http.Response.Redirect("/victim", permanent: false, preserveMethod: true);
                return null;
            case "error":
                http.Response.StatusCode = 500;
                await http.Response.WriteAsync("secret", http.RequestAborted);
                return null;
            case "foreign":
                return new JsonObject { ["allowed"] = true, ["uid"] = "other" };
            case "patch":
                return WebhookServer.Patch("[]");
            case "nothing":
                await http.Response.WriteAsync("{}", http.RequestAborted);
                return null;
            default:
                await http.Response.WriteAsync(new string(' ', (8 << 20) + 1), http.RequestAborted);
                return null;
        }
    }

    private static string Line(string metric, string labels) => $"\napiserver_admission_webhook_{metric}\\{{{labels}\\}} [1-9]";
}
