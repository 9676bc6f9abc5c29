using System.Text.Json.Nodes;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Http;

/// <summary>What concurrent writers, preconditions and limits do, on the wire.</summary>
public sealed class WriteTests(EmbeddedServer embedded) : HttpTestBase(embedded)
{
    [Fact]
    public async Task Put_OfTheSame_WritesNothing()
    {
        var created = await CreateAsync("a");
        var same = (await Client.PutAsync($"{Objects}/a", created.Text, Cancellation)).MustBe(200);
        Assert.Equal(created.Revision, same.Revision);
    }

    [Fact]
    public async Task Put_WithOldRevision_IsConflict()
    {
        var created = await CreateAsync("a");
        await PatchValueAsync("a", "w");
        var answer = (await Client.PutAsync($"{Objects}/a", Body("a", "x", revision: $"{created.Revision}"), Cancellation)).MustBe(409);
        Assert.Equal("Conflict", answer.Reason);
        Assert.Equal(
            "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; "
            + "please apply your changes to the latest version and try again",
            answer.Message);
    }

    [Fact]
    public async Task Counter_RaisedByManyWithRevision_LosesNothing()
    {
        await CreateAsync("counter", "0");
        var successes = 0;
        await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            for (var attempt = 0; attempt < 8; attempt++)
            {
                var current = (await GetAsync("/counter")).MustBe(200);
                var next = int.Parse(current.Json["data"]!["k"]!.GetValue<string>()) + 1;
                var answer =
                    await Client.PutAsync($"{Objects}/counter", Body("counter", $"{next}", revision: $"{current.Revision}"), Cancellation);
                Assert.Contains(answer.Code, new[] { 200, 409 });
                if (answer.Code == 200)
                {
                    Interlocked.Increment(ref successes);
                }
            }
        }));

        Assert.InRange(successes, 8, 96);
        Assert.Equal($"{successes}", (await GetAsync("/counter")).Json["data"]!["k"]!.GetValue<string>());
    }

    [Fact]
    public async Task Patch_ByManyWithoutRevision_NeverConflicts()
    {
        await CreateAsync("hot");
        var revisions = await Task.WhenAll(Enumerable.Range(0, 64).Select(async index =>
            (await PatchAsync("hot", $$$"""{"data":{"p{{{index}}}":"1"}}""")).Revision));

        Assert.Equal(64, revisions.Distinct().Count());
        Assert.Equal(65, (await GetAsync("/hot")).Json["data"]!.AsObject().Count);
    }

    [Fact]
    public async Task Create_OfOneNameByMany_SucceedsOnce()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(index =>
            Client.PostAsync(Objects, Body("one", $"{index}"), Cancellation)));
        Assert.Single(answers, answer => answer.Code == 201);
        Assert.All(answers.Where(answer => answer.Code != 201), answer => Assert.Equal("AlreadyExists", answer.MustBe(409).Reason));
    }

    [Fact]
    public async Task Create_WithGenerateName_NeverCollides()
    {
        var body = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"generateName":"g-"}}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Client.PostAsync(Objects, body, Cancellation)));
        var names = answers.Select(answer => answer.MustBe(201).Json["metadata"]!["name"]!.GetValue<string>());
        Assert.Equal(200, names.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("\"uid\":\"00000000-0000-0000-0000-000000000000\"")]
    [InlineData("\"resourceVersion\":\"1\"")]
    public async Task Delete_WithWrongPrecondition_IsConflictAndChangesNothing(string precondition)
    {
        var created = await CreateAsync("a");
        var body = $$$"""{"kind":"DeleteOptions","apiVersion":"v1","preconditions":{{{{precondition}}}}}""";
        Assert.Equal("Conflict", (await Client.DeleteAsync($"{Objects}/a", Cancellation, body)).MustBe(409).Reason);
        Assert.Equal(created.Revision, (await GetAsync("/a")).MustBe(200).Revision);
    }

    [Fact]
    public async Task Delete_Answers_StatusWithUid()
    {
        var uid = (await CreateAsync("a")).Json["metadata"]!["uid"]!.GetValue<string>();
        var answer = (await Client.DeleteAsync($"{Objects}/a", Cancellation)).MustBe(200);
        Assert.Equal("Success", answer.Json["status"]!.GetValue<string>());
        Assert.Equal(uid, answer.Json["details"]!["uid"]!.GetValue<string>());
    }

    [Fact]
    public async Task Finalizer_RemovedLast_DeletesTheObject()
    {
        await CreateAsync("a");
        var from = (await PatchAsync("a", """{"metadata":{"finalizers":["example.com/hold"]}}""")).Revision;
        (await Client.DeleteAsync($"{Objects}/a", Cancellation)).MustBe(200);
        Assert.NotNull((await GetAsync("/a")).MustBe(200).Json["metadata"]!["deletionTimestamp"]);
        await PatchAsync("a", """{"metadata":{"finalizers":null}}""");

        (await GetAsync("/a")).MustBe(404);
        using var watch = await WatchAsync($"resourceVersion={from}");
        Assert.Equal(["MODIFIED", "DELETED"], (await watch.ReadAsync(2, Cancellation)).Select(watched => watched.Type));
    }

    [Fact]
    public async Task DryRun_ChangesNothing()
    {
        var before = await RevisionAsync();
        (await Client.PostAsync($"{Objects}?dryRun=All", Body("a", "v"), Cancellation)).MustBe(201);
        (await GetAsync("/a")).MustBe(404);
        Assert.Equal(before, await RevisionAsync());
    }

    [Fact]
    public async Task DeleteCollection_WithSelector_DeletesOnlyThose()
    {
        await CreateAsync("a", "v", """{"x":"y"}""");
        await CreateAsync("b");
        (await Client.DeleteAsync($"{Objects}?labelSelector=x%3Dy", Cancellation)).MustBe(200);
        (await GetAsync("/a")).MustBe(404);
        (await GetAsync("/b")).MustBe(200);
    }

    [Fact]
    public async Task Body_AboveTheLimit_Is413()
    {
        var answer = (await Client.PostAsync(Objects, Body("big", new string('x', 3_300_000)), Cancellation)).MustBe(413);
        Assert.Equal("RequestEntityTooLarge", answer.Reason);
        (await GetAsync("/big")).MustBe(404);
    }

    [Fact]
    public async Task JsonPatch_WithTooManyOperations_Is413()
    {
        await CreateAsync("a");
        var operations = new JsonArray(
            [.. Enumerable.Range(0, 10_001).Select(_ => JsonNode.Parse("""{"op":"test","path":"/data/k","value":"v"}"""))]);
        (await Client.PatchAsync($"{Objects}/a", operations.ToJsonString(), KubeHttp.JsonPatch, Cancellation)).MustBe(413);
    }

    [Fact]
    public async Task Patch_OfUnknownType_Is415() =>
        (await Client.PatchAsync($"{Objects}/a", "{}", "application/json", Cancellation)).MustBe(415);

    [Fact]
    public async Task Json_TooDeep_IsRefused()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 20_000)) + string.Concat(Enumerable.Repeat("]", 20_000));
        var body = $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"deep"},"x":{{deep}}}""";
        (await Client.PostAsync(Objects, body, Cancellation)).MustBe(400);
    }
}
