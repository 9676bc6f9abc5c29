using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Xunit;

namespace Orleans.KubeApi.Tests.Http;

public sealed class WriteTests
{
    private const string Unsafe = "ignoreStoreReadErrorWithClusterBreakingPotential";
    private const string Maps = "/api/v1/namespaces/d/configmaps";
    private const string Types = "application/json, application/yaml, application/vnd.kubernetes.protobuf";

    [Fact]
    public async Task Create_Json_ReachesTheStoreAsItIs()
    {
        await using var front = new FrontEnd();
        var answer = await front.SendAsync(
            "POST", Maps + "?fieldValidation=Strict&dryRun=All", """{"a":1}""", headers: "User-Agent: kubectl/1.36 (x)");
        Assert.Equal(201, answer.Code);
        var request = front.Store.Last;
        Assert.Equal(
            ("", "v1", "configmaps", "d", "", WriteVerb.Create, true, "Strict", "kubectl", "admin"),
            (request.Group, request.Version, request.Resource, request.Namespace, request.Name, request.Verb, request.DryRun,
                request.FieldValidation, request.FieldManager, request.User.Name));
        Assert.Equal("""{"a":1}"""u8.ToArray(), request.Body.ToArray());
    }

    [Fact]
    public async Task Create_Yaml_IsConvertedAndWarns()
    {
        await using var front = new FrontEnd();
        var answer = await front.SendAsync("POST", Maps, "a: 1\na: yes\n", headers: "Content-Type: application/yaml");
        Assert.Equal("""{"a":true}""", System.Text.Encoding.UTF8.GetString(front.Store.Last.Body.Span));
        Assert.Equal("299 - \"line 2: key \\\"a\\\" already set in map\"", answer.Headers["Warning"]);
        answer = await front.SendAsync("POST", Maps + "?fieldValidation=Strict", "a: 1\na: yes\n",
            headers: "Content-Type: application/yaml");
        Assert.Equal(400, answer.Code);
    }

    [Theory]
    [InlineData("application/xml", 415, "the body of the request was in an unknown format - accepted media types include: " + Types)]
    [InlineData("garbage;;;=", 415, "the body of the request was in an unknown format - accepted media types include: " + Types)]
    [InlineData("application/merge-patch+json", 415,
        "the body of the request was in an unknown format - accepted media types include: " + Types)]
    [InlineData("application/json; charset=utf-16", 201, null)]
    [InlineData("", 201, null)]
    public async Task Create_ContentType_IsJudged(string type, int code, string? message)
    {
        await using var front = new FrontEnd();
        var answer = await front.SendAsync("POST", Maps, "{}", headers: $"Content-Type: {type}");
        Assert.Equal(code, answer.Code);
        Assert.Equal(message, code == 201 ? null : answer.Message);
    }

    [Theory]
    [InlineData("application/json-patch+json", PatchKind.Json)]
    [InlineData("application/merge-patch+json; charset=utf-8", PatchKind.Merge)]
    [InlineData("application/strategic-merge-patch+json", PatchKind.Strategic)]
    public async Task Patch_ContentType_ChoosesTheKind(string type, object kind)
    {
        await using var front = new FrontEnd();
        Assert.Equal(200, (await front.SendAsync("PATCH", Maps + "/x", "{}", headers: $"Content-Type: {type}")).Code);
        Assert.Equal(((PatchKind)kind, "x", WriteVerb.Patch), (front.Store.Last.Patch, front.Store.Last.Name, front.Store.Last.Verb));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("")]
    [InlineData("text/plain")]
    public async Task Patch_OtherType_Is415WithDetails(string type)
    {
        await using var front = new FrontEnd();
        var answer = await front.SendAsync("PATCH", Maps + "/x", "{}", headers: $"Content-Type: {type}");
        Assert.Equal((415, "415: Unsupported Media Type", 0), (answer.Code, answer.Message, answer.Json.Object("details")!.Count));
    }

    [Fact]
    public async Task Patch_Apply_NeedsAManagerAndTakesYaml()
    {
        await using var front = new FrontEnd();
        const string Apply = "Content-Type: application/apply-patch+yaml";
        var answer = await front.SendAsync("PATCH", Maps + "/x", "a: 1", headers: Apply);
        Assert.Equal(
            (422, "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch"),
                (answer.Code, answer.Message));
        await front.SendAsync("PATCH", Maps + "/x?fieldManager=m&force=true", "a: 1", headers: Apply);
        Assert.Equal((PatchKind.Apply, true, "m"), (front.Store.Last.Patch, front.Store.Last.Force, front.Store.Last.FieldManager));
        answer = await front.SendAsync("PATCH", Maps + "/x?fieldManager=m", "a: [", headers: Apply);
        Assert.StartsWith("error decoding YAML: error converting YAML to JSON: yaml: ", answer.Message, StringComparison.Ordinal);
        answer = await front.SendAsync("PATCH", Maps + "/x?force=true", "{}", headers: "Content-Type: application/merge-patch+json");
        Assert.Equal("PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for non-apply patch",
            answer.Message);
    }

    [Theory]
    [InlineData("dryRun=Bogus", "dryRun: Unsupported value: [\"Bogus\"]: supported values: \"All\"")]
    [InlineData("dryRun=All&dryRun=None", "dryRun: Unsupported value: [\"All\",\"None\"]: supported values: \"All\"")]
    [InlineData("fieldManager=%01", "fieldManager: Invalid value: \"\\x01\": invalid character U+0001 (at position 0)")]
    [InlineData("fieldManager=bad%00x", "fieldManager: Invalid value: \"bad\\x00x\": invalid character U+0000 (at position 3)")]
    [InlineData("fieldValidation=Bogus",
        "fieldValidation: Unsupported value: \"Bogus\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"")]
    public async Task Create_BadOptions_Are422AsRecorded(string query, string problem)
    {
        await using var front = new FrontEnd();
        var answer = await front.SendAsync("POST", $"{Maps}?{query}", "{}");
        Assert.Equal((422, $"CreateOptions.meta.k8s.io \"\" is invalid: {problem}"), (answer.Code, answer.Message));
        Assert.StartsWith(
            """{"group":"meta.k8s.io","kind":"CreateOptions","causes":[{"reason":""", answer.Json.Object("details")!.ToString(),
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_LongManager_Is422()
    {
        await using var front = new FrontEnd();
        var answer = await front.SendAsync("POST", $"{Maps}?fieldManager={new string('a', 129)}", "{}");
        Assert.Equal("CreateOptions.meta.k8s.io \"\" is invalid: fieldManager: Too long: may not be more than 128 bytes", answer.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Create_LargeBody_Is413(bool announced)
    {
        await using var front = new FrontEnd();
        var body = announced ? "x" : new string('x', (3 * 1024 * 1024) + 1);
        var answer = await front.SendAsync("POST", Maps, body, headers: announced ? "Content-Length: 3145729" : "");
        Assert.Equal((413, "Request entity too large: limit is 3145728"), (answer.Code, answer.Message));
        Assert.Empty(front.Store.Requests);
    }

    [Fact]
    public async Task Write_Refusal_IsTheStoresStatus()
    {
        await using var front = new FrontEnd();
        front.Store.Answer = _ => new WriteResult { Error = StatusErrors.AlreadyExists(new GroupResource("", "configmaps"), "x").Status };
        Assert.Equal((409, "configmaps \"x\" already exists"),
            ((await front.SendAsync("POST", Maps, "{}")) is var a ? (a.Code, a.Message) : default));
    }

    [Fact]
    public async Task Write_Warnings_AreHeadersOnce()
    {
        await using var front = new FrontEnd();
        front.Store.Answer = _ => new WriteResult
        {
            Code = 201, Body = "{}"u8.ToArray(),
            Warnings = ["unknown field \"x\"", "unknown field \"x\"", "b"]
        };
        Assert.Equal(["299 - \"unknown field \\\"x\\\"\"", "299 - \"b\""],
            (await front.SendAsync("POST", Maps, "{}")).Headers["Warning"].ToArray());
    }

    [Fact]
    public async Task Write_ManyWarnings_AreCutAsTheOriginalDoes()
    {
        await using var front = new FrontEnd();
        List<string> texts = ["short", .. Enumerable.Range(0, 100).Select(i => $"{i:000}{new string('x', 297)}")];
        front.Store.Answer = _ => new WriteResult { Code = 201, Body = "{}"u8.ToArray(), Warnings = texts };

        var headers = (await front.SendAsync("POST", Maps, "{}")).Headers["Warning"].ToArray();

        // 5 + 16 * 256 = 4,101: the first that passes 4,096 is the last.
        Assert.Equal(["299 - \"short\"", .. texts.Skip(1).Take(16).Select(t => $"299 - \"{t[..256]}\"")], headers);
    }

    [Fact]
    public async Task Write_ManyShortWarnings_AreNoMoreThanClientsRead()
    {
        await using var front = new FrontEnd();
        List<string> texts = [.. Enumerable.Range(0, 1000).Select(i => $"{i}")];
        front.Store.Answer = _ => new WriteResult { Code = 201, Body = "{}"u8.ToArray(), Warnings = texts };

        var headers = (await front.SendAsync("POST", Maps, "{}")).Headers["Warning"].ToArray();

        Assert.Equal(texts.Take(80).Select(t => $"299 - \"{t}\""), headers);
    }

    [Fact]
    public async Task Update_Status_NamesTheSubresource()
    {
        await using var front = new FrontEnd();
        await front.SendAsync("PUT", "/api/v1/namespaces/d/pods/x/status", "{}");
        Assert.Equal(("status", "x", "d", WriteVerb.Update),
            (front.Store.Last.Subresource, front.Store.Last.Name, front.Store.Last.Namespace, front.Store.Last.Verb));
        await front.SendAsync("PUT", "/api/v1/namespaces/n/finalize", "{}");
        Assert.Equal(("finalize", "n", ""), (front.Store.Last.Subresource, front.Store.Last.Name, front.Store.Last.Namespace));
    }

    [Theory]
    [InlineData("", """{"kind":"Pod","apiVersion":"v1"}""", 400,
        "no kind \"Pod\" is registered for version \"v1\" in scheme \"pkg/apis/meta/internalversion/scheme/register.go:27\"")]
    [InlineData("", "{", 400, "couldn't get version/kind; json parse error: unexpected end of JSON input")]
    [InlineData("?gracePeriodSeconds=x", null, 400, "strconv.ParseInt: parsing \"x\": invalid syntax")]
    [InlineData("?propagationPolicy=Nope", null, 422,
        "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"Nope\": supported "
        + "values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"")]
    [InlineData("?orphanDependents=true&propagationPolicy=Orphan", null, 422,
        "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Invalid value: \"Orphan\": orphanDependents and "
        + "deletionPropagation cannot be both set")]
    [InlineData($"?gracePeriodSeconds=1&{Unsafe}=true&orphanDependents=0", null, 422,
        $"DeleteOptions.meta.k8s.io \"\" is invalid: [{Unsafe}: Invalid value: true: cannot be set together with .orphanDependents, "
        + $"{Unsafe}: Invalid value: true: cannot be set together with .gracePeriodSeconds]")]
    [InlineData("", $$"""{"{{Unsafe}}":true,"preconditions":{} }""", 422,
        $"DeleteOptions.meta.k8s.io \"\" is invalid: {Unsafe}: Invalid value: true: cannot be set together with .preconditions")]
    [InlineData("", $$"""{"{{Unsafe}}":true}""", 404, "configmaps \"x\" not found")]
    public async Task Delete_BadOptions_AreRefusedAsRecorded(string query, string? body, int code, string message)
    {
        await using var front = new FrontEnd();
        var answer = await front.SendAsync("DELETE", Maps + "/x" + query, body);
        Assert.Equal((code, message), (answer.Code, answer.Message));
        Assert.Empty(front.Store.Requests);
    }

    [Fact]
    public async Task Delete_OnlyWhatIsUnreadable_LeavesWhatCanBeRead()
    {
        await using var front = new FrontEnd();
        front.Feed.Put("d/x");
        var answer = await front.SendAsync("DELETE", $"{Maps}/x?{Unsafe}=true");
        Assert.Equal(
            (409, "Operation cannot be fulfilled on configmaps \"x\": StorageError: invalid object, Code: 4, Key: "
                + "/registry/configmaps/d/x, ResourceVersion: 0, AdditionalErrorMsg: unsafe deletion is not allowed because the object is "
                + "decodable from storage"),
            (answer.Code, answer.Message));
        answer = await front.SendAsync("DELETE", $"{Maps}?{Unsafe}=1");
        Assert.Equal(
            (422, $"DeleteOptions.meta.k8s.io \"\" is invalid: {Unsafe}: Invalid value: true: is not allowed with DELETECOLLECTION, try "
                + "again after removing the option"),
            (answer.Code, answer.Message));
        Assert.Empty(front.Store.Requests);
        Assert.Equal(200, (await front.SendAsync("DELETE", $"{Maps}/x?{Unsafe}=false")).Code);
    }

    [Fact]
    public async Task Create_DryRunAsTable_HasNoVersion()
    {
        await using var front = new FrontEnd();
        front.Store.Answer = _ => new WriteResult
        {
            Code = 201, Body = """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"x","namespace":"d"}}"""u8.ToArray(),
        };
        var answer = await front.SendAsync(
            "POST", Maps + "?dryRun=All", "{}", headers: "Accept: application/json;as=Table;v=v1;g=meta.k8s.io");
        Assert.Equal(("Table", "{}"), (answer.Json.Text("kind"), answer.Json.Object("metadata")!.ToString()));
    }

    [Fact]
    public async Task DeleteCollection_AtABadVersion_IsRefusedAsAListIs()
    {
        await using var front = new FrontEnd();
        front.Feed.Put("d/a");
        Assert.Equal(400, (await front.SendAsync("DELETE", Maps + "?resourceVersion=x", null)).Code);
        Assert.Empty(front.Store.Requests);
    }

    [Fact]
    public async Task Delete_Options_ComeFromTheBodyElseTheQuery()
    {
        await using var front = new FrontEnd();
        const string Body = """{"kind":"DeleteOptions","apiVersion":"apps/v1","gracePeriodSeconds":-1,"preconditions":{"ui"""
            + """d":"u","resourceVersion":"5"},"propagationPolicy":"Foreground"}""";
        await front.SendAsync("DELETE", Maps + "/x?dryRun=All&gracePeriodSeconds=9", Body);
        var request = front.Store.Last;
        Assert.Equal((1, "u", "5", "Foreground", false),
            (request.GracePeriodSeconds, request.PreconditionUid, request.PreconditionResourceVersion, request.PropagationPolicy,
            request.DryRun));
        await front.SendAsync("DELETE", Maps + "/x?dryRun=All&gracePeriodSeconds=9&orphanDependents=false");
        request = front.Store.Last;
        Assert.Equal((9, true, false), (request.GracePeriodSeconds, request.DryRun, request.OrphanDependents));
    }

    [Fact]
    public async Task DeleteCollection_Selection_IsDeletedAndListed()
    {
        await using var front = new FrontEnd();
        front.Feed.Put("d/a", labels: """{"t":"x"}""");
        front.Feed.Put("d/b");
        front.Feed.Put("d/c", labels: """{"t":"x"}""");
        front.Feed.Put("e/a", labels: """{"t":"x"}""");
        front.Store.Answer = r => r.Name == "c"
            ? new WriteResult { Error = StatusErrors.NotFound(new GroupResource("", "configmaps"), "c").Status }
            : new WriteResult { IsStatus = true, Body = "{}"u8.ToArray() };
        var answer = await front.SendAsync("DELETE", Maps + "?labelSelector=t%3Dx");
        Assert.Equal(["a", "c"], answer.Names);
        Assert.Equal(["d/a", "d/c"], front.Store.Requests.Select(r => $"{r.Namespace}/{r.Name}"));
        Assert.Single((await front.SendAsync("DELETE", Maps + "?limit=1")).Names);
    }

    [Fact]
    public async Task DeleteCollection_Refusal_IsAnswered()
    {
        await using var front = new FrontEnd();
        front.Feed.Put("d/a");
        front.Store.Answer = _ => new WriteResult { Error = StatusErrors.Conflict(new GroupResource("", "ConfigMap"), "a").Status };
        Assert.Equal(409, (await front.SendAsync("DELETE", Maps)).Code);
    }
}
