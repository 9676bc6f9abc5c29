using System.Text.Json.Nodes;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Admission;

/// <summary>Mutating webhooks: order, patches, reinvocation, and what they may not do.</summary>
[Collection(EmbeddedServerCollection.Name)]
public sealed class MutatingWebhookTests(EmbeddedServer embedded) : WebhookTestBase(embedded)
{
    [Fact]
    public async Task Create_SeveralConfigurations_AreAskedByNameThenPlace_EachSeesTheOthersPatch()
    {
        foreach (var hook in new[] { "b1", "b2", "a1" })
        {
            Hooks.On(hook, _ => WebhookServer.Patch($$$"""[{"op":"add","path":"/data/{{{hook}}}","value":"1"}]"""));
        }

        await RegisterAsync("Mutating", "b", OnlyConfigMaps, "b1", "b2");
        await RegisterAsync("Mutating", "a", OnlyConfigMaps, "a1");

        var made = await CreateAsync("m");

        Assert.Equal(["a1", "b1", "b2"], Hooks.Reviews.Select(r => r.Hook));
        Assert.Equal("""{"a1":"1","b1":"1","b2":"1","k":"v"}""", Sorted(made.Json["data"]!));
        Assert.Equal("""{"a1":"1","b1":"1","k":"v"}""", Sorted(Hooks.Reviews[2].Request["object"]!["data"]!));
        var first = Hooks.Reviews[0].Request;
        Assert.Null(first["object"]!["metadata"]!["uid"]); // not made yet
        Assert.Equal("CREATE", first["operation"]!.GetValue<string>());
        Assert.Equal("m", first["name"]!.GetValue<string>());
        Assert.Equal("CreateOptions", first["options"]!["kind"]!.GetValue<string>());
        Assert.Equal("admin", first["userInfo"]!["username"]!.GetValue<string>());
        Assert.Null(first["oldObject"]);
    }

    [Fact]
    public async Task Create_LaterWebhookChangesObject_OnlyThoseThatWantItAreAskedAgain_Once()
    {
        Hooks.On("eager", r => r["object"]!["data"]?["late"] is null ? Allow()
            : WebhookServer.Patch("""[{"op":"add","path":"/data/seen","value":"late"}]"""));
        Hooks.On("once", _ => Allow());
        Hooks.On("late", _ => WebhookServer.Patch("""[{"op":"add","path":"/data/late","value":"x"}]"""));
        await RegisterAsync("Mutating", "1", OnlyConfigMaps + ",\"reinvocationPolicy\":\"IfNeeded\"", "eager");
        await RegisterAsync("Mutating", "2", OnlyConfigMaps, "once", "late");

        var made = await CreateAsync("m");

        Assert.Equal(["eager", "once", "late", "eager"], Hooks.Reviews.Select(r => r.Hook));
        Assert.Equal("late", made.Json["data"]!["seen"]!.GetValue<string>());
    }

    [Fact]
    public async Task Create_PatchOfService_FillsDefaultsAndAsksOnceThoughTheWriteRunsTwice()
    {
        Hooks.On("port", _ => WebhookServer.Patch("""[{"op":"add","path":"/spec/ports/-","value":{"name":"x","port":81}}]"""));
        await RegisterAsync("Mutating", "s", Rules("\"CREATE\"", "\"\"", "\"v1\"", "\"services\""), "port");

        var made = (await Client.PostAsync($"/api/v1/namespaces/{Namespace}/services",
            """{"metadata":{"name":"s"},"spec":{"ports":[{"name":"a","port":80}]}}""", Cancellation)).MustBe(201);

        Assert.Equal(["port"], Hooks.Reviews.Select(r => r.Hook));
        Assert.Equal("TCP", made.Json["spec"]!["ports"]![1]!["protocol"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""[{"op":"remove","path":"/data/absent"}]""", "Internal error occurred: the webhook's patch does not apply")]
    [InlineData("""[{"op":"add","path":"/data","value":7}]""", "Internal error occurred: ")]
    [InlineData("""{"op":"add"}""", "Internal error occurred: failed calling webhook \"bad.test.example\": received undecodable patch")]
    public async Task Create_PatchThatMakesNoObject_IsRefused(string patch, string message)
    {
        Hooks.On("bad", _ => WebhookServer.Patch(patch));
        await RegisterAsync("Mutating", "x", OnlyConfigMaps, "bad");

        var answer = (await Client.PostAsync(Objects, Body("m", "v"), Cancellation)).MustBe(500);

        Assert.StartsWith(message, answer.Message, StringComparison.Ordinal);
        (await GetAsync("/m")).MustBe(404);
    }

    [Fact]
    public async Task Delete_Patch_IsRefused()
    {
        Hooks.On("del", r => r["operation"]!.GetValue<string>() == "DELETE"
            ? WebhookServer.Patch("""[{"op":"add","path":"/data/x","value":"1"}]""") : Allow());
        await RegisterAsync("Mutating", "x", "", "del");
        await CreateAsync("m");

        var answer = await Client.DeleteAsync($"{Objects}/m", Cancellation);

        answer.MustBe(500);
        Assert.Equal(
            "Internal error occurred: admission webhook \"del.test.example\" attempted to modify the object, "
            + "which is not supported for this operation",
            answer.Message);
        (await GetAsync("/m")).MustBe(200);
    }

    [Fact]
    public async Task Create_InvalidManagedFields_AreTakenBackWithAWarning()
    {
        Hooks.On("mf", _ => WebhookServer.Patch("""[{"op":"add","path":"/metadata/managedFields/0/operation","value":"Guess"}]"""));
        await RegisterAsync("Mutating", "x", OnlyConfigMaps, "mf");

        var made = await CreateAsync("m");

        Assert.Equal("Update", made.Json["metadata"]!["managedFields"]![0]!["operation"]!.GetValue<string>());
        Assert.Contains(".metadata.managedFields was in an invalid state after admission", made.Headers.GetValues("Warning").Single(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_WebhookThatWritesTheObjectItReviews_IsAskedAgainAndBothWritesLast()
    {
        await CreateAsync("m");
        Hooks.On("self", async (request, http) =>
        {
            if (request["object"]!["data"]?["k"]?.GetValue<string>() == "new" && Hooks.Reviews.Count(r => IsUpdate(r.Request)) == 1)
            {
                await PatchAsync("m", """{"metadata":{"annotations":{"by":"webhook"}}}""");
            }

            return Allow();
        });
        await RegisterAsync("Mutating", "x", OnlyConfigMaps, "self");

        var written = await PatchValueAsync("m", "new");

        Assert.Equal("webhook", written.Json["metadata"]!["annotations"]!["by"]!.GetValue<string>());
        Assert.Equal("new", written.Json["data"]!["k"]!.GetValue<string>());
        Assert.Equal("webhook", Hooks.Reviews[^1].Request["oldObject"]!["metadata"]!["annotations"]!["by"]!.GetValue<string>());
    }

    [Fact]
    public async Task Update_ManyWritersThroughAWebhook_LoseNothing()
    {
        await CreateAsync("hot");
        Hooks.On("all", _ => Allow());
        await RegisterAsync("Mutating", "x", OnlyConfigMaps, "all");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            Client.PatchAsync($"{Objects}/hot", $$$"""{"data":{"w{{{i}}}":"1"}}""", KubeHttp.MergePatch, Cancellation)));

        Assert.All(answers, a => Assert.Contains(a.Code, new[] { 200, 409 }));
        var data = (await GetAsync("/hot")).Json["data"]!.AsObject();
        Assert.Equal(answers.Count(a => a.Code == 200) + 1, data.Count);
    }

    [Fact]
    public async Task Hang_UnderIgnore_GoesOnAfterItsTimeout_AndHoldsUpNobodyElse()
    {
        await CreateAsync("m");
        var asked = new TaskCompletionSource();
        Hooks.On("hang", async (request, http) =>
        {
            if (request["object"]!["metadata"]!["annotations"]?["slow"] is null)
            {
                return Allow();
            }

            asked.TrySetResult();
            var gone = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
            await gone.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return null;
        });
        await RegisterAsync("Mutating", "x", OnlyConfigMaps + ",\"timeoutSeconds\":2,\"failurePolicy\":\"Ignore\"", "hang");

        var slow = PatchAsync("m", """{"metadata":{"annotations":{"slow":"1"}}}""");
        await asked.Task.WaitAsync(Cancellation);
        await PatchValueAsync("m", "while it hangs");
        Assert.False(slow.IsCompleted);

        var done = await slow;
        Assert.Equal("while it hangs", done.Json["data"]!["k"]!.GetValue<string>());
        Assert.Equal("1", done.Json["metadata"]!["annotations"]!["slow"]!.GetValue<string>());
    }

    private static string OnlyConfigMaps => """
        "rules":[{"operations":["CREATE","UPDATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["configmaps","secrets"]}]
        """;

    private static bool IsUpdate(JsonNode request) => request["operation"]!.GetValue<string>() == "UPDATE";

    private static string Sorted(JsonNode map) => new JsonObject(
        map.AsObject().OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())))
        .ToJsonString();
}
