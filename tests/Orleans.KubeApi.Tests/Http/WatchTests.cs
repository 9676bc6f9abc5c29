using System.Globalization;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Http;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Http;

public sealed class WatchTests
{
    private const string Maps = "/api/v1/namespaces/d/configmaps";

    [Fact]
    public async Task Watch_FromRevision_TellsEventsInOrder()
    {
        await using var front = new FrontEnd();
        front.Feed.Put("d/a");
        using var watch = front.Watch(Maps + "?watch=1&resourceVersion=101");
        front.Feed.Put("d/b");
        front.Feed.Put("e/other");
        front.Feed.Put("d/a");
        front.Feed.Delete("d/b");
        Assert.Equal("ADDED b", await watch.NextAsync());
        Assert.Equal("MODIFIED a", await watch.NextAsync());
        var deleted = await watch.NextNodeAsync();
        Assert.Equal("DELETED", deleted.Text("type"));
        Assert.Equal("105", deleted.Object("object")!.Object("metadata")!.Text("resourceVersion"));
    }

    [Theory]
    [InlineData("?watch=1")]
    [InlineData("?watch=1&resourceVersion=0")]
    [InlineData("?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan")]
    [InlineData("?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=101")]
    public async Task Watch_CurrentState_ComesFirst(string query)
    {
        await using var front = new FrontEnd();
        front.Feed.Put("d/a");
        Assert.Equal(200, (await front.GetAsync(Maps)).Code);
        using var watch = front.Watch(Maps + query);
        Assert.Equal("ADDED a", await watch.NextAsync());
        front.Feed.Put("d/b");
        Assert.Equal("ADDED b", await watch.NextAsync());
    }

    [Fact]
    public async Task Watch_WithBookmarks_ClosesTheInitialEvents()
    {
        await using var front = new FrontEnd();
        front.Feed.Put("d/a");
        using var watch = front.Watch(Maps + "?watch=1&allowWatchBookmarks=true");
        Assert.Equal("ADDED a", await watch.NextAsync());
        Assert.Equal(
            """{"type":"BOOKMARK","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"resourceVers"""
                + """ion":"101","annotations":{"k8s.io/initial-events-end":"true"}}}}""",
            (await watch.NextNodeAsync()).ToString());
    }

    [Theory]
    [InlineData("", "application/json", 64 * 1024)]
    [InlineData("", "application/json", 100)]
    [InlineData("&sendInitialEvents=true&resourceVersionMatch=NotOlderThan", "application/json", 64 * 1024)]
    [InlineData("", "application/json;as=Table;g=meta.k8s.io;v=v1", 64 * 1024)]
    public async Task Watch_InPlaceOfAList_IsCompressedWhenAsked(string query, string accept, int flushFrom)
    {
        await using var front = new FrontEnd(new PipelineOptions { FlushFrom = flushFrom });
        front.Feed.Put("d/a");
        front.Feed.Put("d/b");
        var target = $"{Maps}?watch=1&allowWatchBookmarks=true{query}";
        using var plain = front.Watch(target, $"Accept: {accept}");
        using var packed = front.Watch(target, $"Accept: {accept}\nAccept-Encoding: gzip", out var headers);
        Assert.Equal("ADDED", (await plain.NextNodeAsync()).Text("type"));
        await Live(front);
        front.Feed.Put("d/c");
        front.Feed.Delete("d/a");
        while ((await plain.NextNodeAsync()).Text("type") != "DELETED")
        {
        }

        front.Stop();
        await plain.EndAsync();
        await packed.EndAsync();
        Assert.Equal(("gzip", "Accept-Encoding"), (headers.ContentEncoding.ToString(), headers.Vary.ToString()));
        await using var unpack = new System.IO.Compression.GZipStream(
            new MemoryStream(packed.Bytes), System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(unpack);
        Assert.Equal(
            System.Text.Encoding.UTF8.GetString(plain.Bytes), await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("?watch=1")]
    [InlineData("?watch=1&allowWatchBookmarks=true&resourceVersion=101")]
    [InlineData("?watch=1&allowWatchBookmarks=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan")]
    public async Task Watch_OfTheOldKind_IsNotCompressed(string query)
    {
        await using var front = new FrontEnd();
        front.Feed.Put("d/a");
        using var watch = front.Watch(Maps + query, "Accept-Encoding: gzip", out var headers);
        await Live(front);
        front.Feed.Put("d/b");
        Assert.NotEmpty(await watch.NextAsync());
        Assert.Empty(headers.ContentEncoding.ToString());
    }

    [Theory]
    [InlineData("", true, "PartialObjectMetadata")]
    [InlineData("&includeObject=None", true, "PartialObjectMetadata")]
    [InlineData("&includeObject=Object", true, "ConfigMap")]
    [InlineData("&includeObject=None&resourceVersion=100&timeoutSeconds=3", false, null)]
    [InlineData("&includeObject=Object&resourceVersion=100&timeoutSeconds=3", false, "ConfigMap")]
    public async Task Watch_TableThatBeginsWithABookmark_TellsColumnsThere(string query, bool isEnd, string? kind)
    {
        await using var front = new FrontEnd();
        Assert.Equal(200, (await front.GetAsync(Maps)).Code);
        using var watch = front.Watch(
            $"{Maps}?watch=1&allowWatchBookmarks=true{query}", "Accept: application/json;as=Table;g=meta.k8s.io;v=v1");
        front.Time.Advance(TimeSpan.FromSeconds(1));
        var mark = await watch.NextNodeAsync();
        Assert.Equal("BOOKMARK", mark.Text("type"));
        var table = mark.Object("object")!;
        Assert.Equal("""{"resourceVersion":"100"}""", table.Object("metadata")!.ToString());
        Assert.Single(table.Array("columnDefinitions")!.Items);
        var row = (ObjectNode)table.Array("rows")!.Items[0];
        Assert.Equal(kind, row.Object("object")?.Text("kind"));
        Assert.Equal("""[""]""", row["cells"]!.ToString());
        Assert.Equal(isEnd, row.ToString().Contains("initial-events-end", StringComparison.Ordinal));
        front.Feed.Put("d/a");
        Assert.Equal("null", (await watch.NextNodeAsync()).Object("object")!["columnDefinitions"]!.ToString());
    }

    [Fact]
    public void Bookmark_OfAKind_IsItsZeroValue()
    {
        var type = BuiltInCatalog.Load().Find("apps", "v1", "deployments")!;
        var renderer = new ObjectRenderer(type, OutputFormat.Json, IncludeObject.Metadata, null!, TimeProvider.System);
        Assert.Equal(
            """{"kind":"Deployment","apiVersion":"apps/v1","metadata":{"resourceVersion":"7"},"spec":{"selector":null,"template":"""
            + """{"metadata":{},"spec":{"containers":null}},"strategy":{}},"status":{}}""",
            System.Text.Encoding.UTF8.GetString(renderer.Bookmark(7, endsInitialEvents: false)));
    }

    [Fact]
    public async Task Watch_InitialEventsOfTheFuture_EndsWithAnEvent()
    {
        await using var front = new FrontEnd();
        Assert.Equal(200, (await front.GetAsync(Maps)).Code);
        using var watch = front.Watch(Maps + "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=9999");
        front.Time.Advance(TimeSpan.FromSeconds(4));
        var told = await watch.NextNodeAsync();
        Assert.Equal("ERROR", told.Text("type"));
        var status = told.Object("object")!;
        Assert.Equal((504, "Timeout"), ((int)status.Integer("code")!, status.Text("reason")));
        Assert.Contains("ResourceVersionTooLarge", status.ToString(), StringComparison.Ordinal);
        Assert.Empty(await watch.EndAsync());
    }

    [Theory]
    [InlineData("application/yaml", "resourceVersion=x", 500)]
    [InlineData("application/yaml", "labelSelector=!", 400)]
    [InlineData("application/yaml;as=Table;g=meta.k8s.io;v=v1", "includeObject=x", 400)]
    [InlineData("application/yaml", "resourceVersion=0", 406)]
    [InlineData("application/json;stream=no", "resourceVersion=x", 406)]
    public async Task Watch_SeveralMistakes_TellsTheFirstOfThem(string accept, string query, int code)
    {
        await using var front = new FrontEnd();
        Assert.Equal(code, (await front.GetAsync($"{Maps}?watch=1&{query}", $"Accept: {accept}")).Code);
    }

    [Fact]
    public async Task Watch_EmptyCollection_StillClosesTheInitialEvents()
    {
        await using var front = new FrontEnd();
        using var watch = front.Watch(Maps + "?watch=1&allowWatchBookmarks=true");
        Assert.Equal("BOOKMARK", await watch.NextAsync());
    }

    [Fact]
    public async Task Watch_SendInitialEventsFalse_StartsNow()
    {
        await using var front = new FrontEnd();
        front.Feed.Put("d/a");
        using var watch = front.Watch(Maps + "?watch=1&sendInitialEvents=false&resourceVersionMatch=NotOlderThan");
        await Live(front);
        front.Feed.Put("d/b");
        Assert.Equal("ADDED b", await watch.NextAsync());
    }

    [Fact]
    public async Task Watch_Selector_TurnsBordersIntoAddedAndDeleted()
    {
        await using var front = new FrontEnd();
        front.Feed.Put("d/a");
        using var watch = front.Watch(Maps + "?watch=1&resourceVersion=101&labelSelector=t");
        front.Feed.Put("d/a", labels: """{"t":"1"}""");
        front.Feed.Put("d/a", labels: """{"t":"2"}""");
        front.Feed.Put("d/a", "\"data\":{}");
        Assert.Equal("ADDED a", await watch.NextAsync());
        Assert.Equal("MODIFIED a", await watch.NextAsync());
        var left = await watch.NextNodeAsync();
        Assert.Equal("DELETED", left.Text("type"));
        Assert.Equal("2", left.Object("object")!.Object("metadata")!.Object("labels")!.Text("t"));
    }

    [Theory]
    [InlineData(Maps + "?watch=1&fieldSelector=metadata.name%3Db")]
    [InlineData("/api/v1/configmaps?watch=1&fieldSelector=metadata.name%3Db")]
    [InlineData("/api/v1/watch/namespaces/d/configmaps/b")]
    public async Task Watch_OneName_TellsNothingElse(string target)
    {
        await using var front = new FrontEnd();
        front.Feed.Put("d/a");
        front.Feed.Put("d/b");
        using var watch = front.Watch(target);
        Assert.Equal("ADDED b", await watch.NextAsync());
        front.Feed.Put("d/a");
        front.Feed.Put("d/b");
        Assert.Equal("MODIFIED b", await watch.NextAsync());
    }

    [Fact]
    public async Task Watch_OldRevision_EndsWithAnErrorEvent()
    {
        await using var front = new FrontEnd();
        front.Feed.Put("d/a");
        front.Feed.Floor = 100;
        using var watch = front.Watch(Maps + "?watch=1&resourceVersion=5");
        var error = await watch.NextNodeAsync();
        Assert.Equal("ERROR", error.Text("type"));
        Assert.Equal(("Status", "Expired", 410),
            (error.Object("object")!.Text("kind"), error.Object("object")!.Text("reason"), (int)error.Object("object")!.Integer("code")!));
        Assert.Equal("too old resource version: 5 (100)", error.Object("object")!.Text("message"));
        Assert.Empty(await watch.EndAsync());
    }

    [Fact]
    public async Task Watch_FutureRevision_WaitsForIt()
    {
        await using var front = new FrontEnd();
        using var watch = front.Watch(Maps + "?watch=1&resourceVersion=102&allowWatchBookmarks=1");
        await Live(front);
        front.Time.Advance(TimeSpan.FromSeconds(61));
        front.Feed.Put("d/a");
        front.Feed.Put("d/b");
        front.Feed.Put("d/c");
        var next = await watch.NextNodeAsync();
        while (next.Text("type") == "BOOKMARK")
        {
            Assert.True(long.Parse(next.Object("object")!.Object("metadata")!.Text("resourceVersion")!,
                CultureInfo.InvariantCulture) >= 102);
            next = await watch.NextNodeAsync();
        }

        Assert.Equal("103", next.Object("object")!.Object("metadata")!.Text("resourceVersion"));
    }

    [Fact]
    public async Task Watch_TimeoutSeconds_EndsAfterALastBookmark()
    {
        await using var front = new FrontEnd();
        using var watch = front.Watch(Maps + "?watch=1&resourceVersion=100&timeoutSeconds=100&allowWatchBookmarks=true");
        front.Feed.Put("d/a");
        Assert.Equal("ADDED a", await watch.NextAsync());
        front.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("""{"type":"BOOKMARK","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"resourceVersion":"101"}}}""",
            (await watch.NextNodeAsync()).ToString());
        front.Time.Advance(TimeSpan.FromSeconds(38));
        Assert.Equal("BOOKMARK", await watch.NextAsync());
        front.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(await watch.EndAsync());
    }

    [Fact]
    public async Task Watch_WithoutFlag_GetsNoBookmarks()
    {
        await using var front = new FrontEnd();
        using var watch = front.Watch(Maps + "?watch=1&resourceVersion=100&timeoutSeconds=200");
        front.Feed.Put("d/a");
        Assert.Equal("ADDED a", await watch.NextAsync());
        front.Time.Advance(TimeSpan.FromSeconds(200));
        Assert.Empty(await watch.EndAsync());
    }

    [Fact]
    public async Task Watch_ServerStops_EndsCleanly()
    {
        await using var front = new FrontEnd();
        front.Feed.Put("d/a");
        using var watch = front.Watch(Maps + "?watch=1");
        Assert.Equal("ADDED a", await watch.NextAsync());
        front.Stop();
        Assert.Empty(await watch.EndAsync());
    }

    [Fact]
    public async Task Watch_ClientLeaves_Ends()
    {
        await using var front = new FrontEnd();
        using var watch = front.Watch(Maps + "?watch=1&resourceVersion=100");
        await Live(front);
        watch.Abort();
        Assert.Empty(await watch.EndAsync());
    }

    [Fact]
    public async Task Watch_Table_TellsColumnsOnce()
    {
        await using var front = new FrontEnd();
        using var watch = front.Watch(Maps + "?watch=1&resourceVersion=100", "Accept: application/json;as=Table;v=v1;g=meta.k8s.io");
        front.Feed.Put("d/a");
        front.Feed.Put("d/a");
        Assert.Contains("\"columnDefinitions\":[{\"name\":\"Name\"}],\"rows\":[{\"cells\":[\"a\"]",
            (await watch.NextNodeAsync()).ToString(), StringComparison.Ordinal);
        Assert.Contains("\"columnDefinitions\":null,", (await watch.NextNodeAsync()).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_Metadata_HoldsNothingElse()
    {
        await using var front = new FrontEnd();
        using var watch = front.Watch(Maps + "?watch=1&resourceVersion=100",
            "Accept: application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io");
        front.Feed.Put("d/a");
        Assert.Equal(
            """{"type":"ADDED","object":{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"na"""
                + """me":"a","namespace":"d","resourceVersion":"101","labels":{}}}}""",
            (await watch.NextNodeAsync()).ToString());
    }

    [Theory]
    [InlineData("resourceVersion=abc", 500, "resourceVersion: Invalid value: \"abc\": strconv.ParseUint: parsing \"abc\": invalid syntax")]
    [InlineData("timeoutSeconds=abc", 400, "strconv.ParseInt: parsing \"abc\": invalid syntax")]
    [InlineData("fieldSelector=nope%3D1", 400, "\"nope\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")]
    [InlineData("sendInitialEvents=true", 422,
        "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting "
        + "resourceVersionMatch to NotOlderThan")]
    [InlineData("sendInitialEvents=true&resourceVersionMatch=Exact", 422,
        "ListOptions.meta.k8s.io \"\" is invalid: [resourceVersionMatch: Forbidden: sendInitialEvents requires setting "
        + "resourceVersionMatch to NotOlderThan, resourceVersionMatch: Unsupported value: \"Exact\": supported values: \"NotOlderThan\"]")]
    [InlineData("continue=x", 422,
        "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue "
        + "is provided")]
    [InlineData("resourceVersion=7&resourceVersionMatch=Exact", 422,
        "ListOptions.meta.k8s.io \"\" is invalid: [resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless "
        + "sendInitialEvents is provided, resourceVersionMatch: Unsupported value: \"Exact\": supported values: \"NotOlderThan\"]")]
    [InlineData("resourceVersionMatch=NotOlderThan", 422,
        "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless "
        + "sendInitialEvents is provided")]
    public async Task Watch_BadOptions_AreRefusedBeforeTheStream(string query, int code, string message)
    {
        await using var front = new FrontEnd();
        var answer = await front.GetAsync($"{Maps}?watch=true&{query}");
        Assert.Equal((code, message), (answer.Code, answer.Message));
    }

    [Fact]
    public async Task Watch_AsYaml_Is406()
    {
        await using var front = new FrontEnd();
        Assert.Equal(406, (await front.GetAsync(Maps + "?watch=true", "Accept: application/yaml")).Code);
    }

    // Another watch that has seen its first event proves that the cache is loaded and the first watch's turn has come.
    private static async Task Live(FrontEnd front)
    {
        using var probe = front.Watch("/api/v1/namespaces/none/configmaps?watch=1&allowWatchBookmarks=1");
        Assert.Equal("BOOKMARK", await probe.NextAsync());
    }
}
