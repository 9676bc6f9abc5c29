using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Http;

/// <summary>What a watch delivers, on the wire.</summary>
public sealed class WatchTests(EmbeddedServer embedded) : HttpTestBase(embedded)
{
    private const string InitialEvents = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";

    [Fact]
    public async Task InitialEvents_EndWithAnnotatedBookmarkOfTheSameKind()
    {
        var last = await CreateTwoAsync();
        using var watch = await WatchAsync(InitialEvents);
        var events = await watch.ReadAsync(3, Cancellation);

        Assert.Equal(["ADDED a", "ADDED b", "BOOKMARK "], events.Select(watched => $"{watched.Type} {watched.Name}"));
        Assert.True(events[2].EndsInitialEvents, events[2].Object.ToJsonString());
        Assert.Equal("ConfigMap", events[2].Object["kind"]!.GetValue<string>());
        Assert.True(events[2].Revision >= last);
    }

    [Fact]
    public async Task InitialEvents_ThenLiveOnes_Follow()
    {
        await CreateTwoAsync();
        using var watch = await WatchAsync(InitialEvents);
        await watch.ReadUntilAsync(watched => watched.EndsInitialEvents, Cancellation);
        var patched = await PatchValueAsync("a", "w");

        var next = Assert.Single(await watch.ReadAsync(1, Cancellation));
        Assert.Equal(("MODIFIED", "a", patched.Revision), (next.Type, next.Name, next.Revision));
    }

    [Fact]
    public async Task InitialEvents_OfNothing_IsOnlyTheBookmark()
    {
        using var watch = await WatchAsync(InitialEvents);
        Assert.True(Assert.Single(await watch.ReadAsync(1, Cancellation)).EndsInitialEvents);
    }

    [Theory]
    [InlineData("watch=true&sendInitialEvents=true", 422)]
    [InlineData("watch=true&sendInitialEvents=true&resourceVersionMatch=Exact", 422)]
    [InlineData("watch=true&resourceVersionMatch=NotOlderThan", 422)]
    [InlineData("watch=true&resourceVersion=abc", 500)]
    [InlineData("watch=true&labelSelector=a%20b%20c", 400)]
    [InlineData("watch=true&fieldSelector=spec.foo=1", 400)]
    public async Task Watch_BadOptions_AreRefusedBeforeTheStream(string query, int code) =>
        (await GetAsync("?" + query)).MustBe(code);

    [Fact]
    public async Task Watch_WithoutRevision_BeginsWithTheCurrentState()
    {
        await CreateTwoAsync();
        using var watch = await WatchAsync("");
        var events = await watch.ReadAsync(2, Cancellation);
        Assert.Equal(["ADDED a", "ADDED b"], events.Select(watched => $"{watched.Type} {watched.Name}"));
    }

    [Fact]
    public async Task Watch_FromRevision_DeliversOnlyWhatCameLater()
    {
        var from = (await CreateAsync("a")).Revision;
        var patched = await PatchValueAsync("a", "w");
        await CreateAsync("b");

        using var watch = await WatchAsync($"resourceVersion={from}");
        var events = await watch.ReadAsync(2, Cancellation);

        Assert.Equal(["MODIFIED a", "ADDED b"], events.Select(watched => $"{watched.Type} {watched.Name}"));
        Assert.Equal(patched.Revision, events[0].Revision);
    }

    [Fact]
    public async Task Delete_EventCarriesTheDeletionsRevisionAndTheLastState()
    {
        var created = await CreateAsync("a", "last");
        await DeleteAsync("a");
        using var watch = await WatchAsync($"resourceVersion={created.Revision}");
        var deleted = Assert.Single(await watch.ReadAsync(1, Cancellation));

        Assert.Equal("DELETED", deleted.Type);
        Assert.True(deleted.Revision > created.Revision);
        Assert.Equal("last", deleted.Object["data"]!["k"]!.GetValue<string>());

        var marker = await CreateAsync("b");
        using var resumed = await WatchAsync($"resourceVersion={deleted.Revision}");
        Assert.Equal(marker.Revision, Assert.Single(await resumed.ReadAsync(1, Cancellation)).Revision);
    }

    [Fact]
    public async Task Selector_Borders_AreAddedAndDeleted()
    {
        var from = (await CreateAsync("a", "v", """{"x":"out"}""")).Revision;
        using var watch = await WatchAsync($"labelSelector=x%3Din&resourceVersion={from}");
        await PatchAsync("a", """{"metadata":{"labels":{"x":"in"}},"data":{"k":"1"}}""");
        await PatchAsync("a", """{"data":{"k":"2"}}""");
        var left = await PatchAsync("a", """{"metadata":{"labels":{"x":"out"}},"data":{"k":"3"}}""");
        var events = await watch.ReadAsync(3, Cancellation);

        Assert.Equal(["ADDED", "MODIFIED", "DELETED"], events.Select(watched => watched.Type));
        Assert.Equal("2", events[2].Object["data"]!["k"]!.GetValue<string>());
        Assert.Equal("in", events[2].Object["metadata"]!["labels"]!["x"]!.GetValue<string>());
        Assert.Equal(left.Revision, events[2].Revision);
    }

    [Fact]
    public async Task Selector_OfOneName_SeesOnlyThatObject()
    {
        using var watch = await Client.WatchAsync($"{Objects}?watch=1&fieldSelector=metadata.name%3Db", Cancellation);
        await CreateTwoAsync();
        await DeleteAsync("a");
        await DeleteAsync("b");
        var events = await watch.ReadAsync(2, Cancellation);
        Assert.Equal(["ADDED b", "DELETED b"], events.Select(watched => $"{watched.Type} {watched.Name}"));
    }

    [Theory]
    [InlineData("&allowWatchBookmarks=true", true)]
    [InlineData("", false)]
    public async Task Timeout_EndsTheStreamCleanly(string bookmarks, bool isBookmarkDue)
    {
        var from = await RevisionAsync();
        var start = TimeProvider.System.GetTimestamp();
        using var watch = await WatchAsync($"resourceVersion={from}&timeoutSeconds=3{bookmarks}");
        var events = await watch.ReadToEndAsync(Cancellation);

        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 2.5, 30);
        Assert.Equal(isBookmarkDue, events.Any(watched => watched.Type == "BOOKMARK"));
        Assert.All(events, watched => Assert.True(watched.Type == "BOOKMARK" && watched.Revision >= from, watched.ToString()));
    }

    [Fact]
    public async Task Watch_FromTheFuture_DeliversNothingAtOrBelowIt()
    {
        var future = await RevisionAsync() + 2;
        using var watch = await WatchAsync($"resourceVersion={future}&allowWatchBookmarks=true&timeoutSeconds=5");
        for (var i = 0; i < 6; i++)
        {
            await CreateAsync($"f{i}");
        }

        Assert.All(await watch.ReadToEndAsync(Cancellation), watched => Assert.True(watched.Revision > future, watched.ToString()));
    }

    [Fact]
    public async Task Watchers_ManyAtOnce_SeeTheSameSequence()
    {
        var from = await RevisionAsync();
        var streams = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => WatchAsync($"resourceVersion={from}")));
        await Task.WhenAll(Enumerable.Range(0, 40).Select(index => CreateAsync($"m{index}")));
        var sequences = await Task.WhenAll(streams.Select(stream => stream.ReadAsync(40, Cancellation)));

        var first = sequences[0].Select(watched => watched.Revision).ToList();
        Assert.Equal(first.Order(), first);
        Assert.All(sequences, sequence => Assert.Equal(first, sequence.Select(watched => watched.Revision)));
        foreach (var stream in streams)
        {
            stream.Dispose();
        }
    }

    [Fact]
    public async Task ListThenWatch_WhileOthersWrite_HasNoHoleAndNoRepeat()
    {
        var writing = Task.WhenAll(Enumerable.Range(0, 60).Select(async index =>
        {
            await CreateAsync($"w{index}");
            return (await PatchValueAsync($"w{index}", "w")).Revision;
        }));
        var list = (await GetAsync("?fieldSelector=metadata.name!=kube-root-ca.crt")).MustBe(200);
        var last = (await writing).Max();

        using var watch = await WatchAsync($"resourceVersion={list.Revision}");
        var state = list.Names.ToHashSet(StringComparer.Ordinal);
        Assert.All(list.Items, item => Assert.True(long.Parse(item["metadata"]!["resourceVersion"]!.GetValue<string>()) <= list.Revision));
        foreach (var watched in await watch.ReadUntilAsync(watched => watched.Revision == last, Cancellation))
        {
            Assert.Equal(watched.Type == "ADDED", state.Add(watched.Name));
            Assert.True(watched.Revision > list.Revision);
        }

        Assert.Equal(60, state.Count);
    }

    [Fact]
    public async Task SlowWatcher_IsClosedAndNobodyElseNotices()
    {
        const int Writes = 80;
        var from = (await CreateAsync("big")).Revision;
        using var slow = await WatchAsync($"resourceVersion={from}");
        using var quick = await WatchAsync($"resourceVersion={from}");
        var reading = quick.ReadAsync(Writes, Cancellation);
        var filler = new string('x', 300_000);
        List<long> written = [];
        for (var index = 0; index < Writes; index++)
        {
            written.Add((await PatchValueAsync("big", $"{index}{filler}")).Revision);
        }

        Assert.Equal(written, (await reading).Select(watched => watched.Revision));

        // 24 MB are beyond its channel: what it still gets is the beginning of the sequence, not a thinned one, and then the end.
        var got = await ReadToAnyEndAsync(slow);
        Assert.True(got.Count < Writes, "The slow watcher was never closed.");
        Assert.Equal(written.Take(got.Count), got);
    }

    [Fact]
    public async Task PartialObjectMetadata_Watch_CarriesOnlyMetadata()
    {
        var from = await RevisionAsync();
        await CreateAsync("a");
        const string Accept = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
        var answer = await Client.GetAsync($"{Objects}?watch=1&resourceVersion={from}&timeoutSeconds=1", Cancellation, Accept);
        var frame = WatchEvent.Parse(System.Text.Json.Nodes.JsonNode.Parse(answer.Text.Split('\n')[0])!);

        Assert.Equal("PartialObjectMetadata", frame.Object["kind"]!.GetValue<string>());
        Assert.Null(frame.Object["data"]);
    }

    private static async Task<List<long>> ReadToAnyEndAsync(WatchStream stream)
    {
        List<long> revisions = [];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        try
        {
            while (await stream.ReadAsync(limit.Token) is { } watched && watched.Type != "ERROR")
            {
                revisions.Add(watched.Revision);
            }
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            // A reset is as good an end as a clean one: the client knows that it must resume.
        }

        return revisions;
    }

    private async Task<long> CreateTwoAsync()
    {
        await CreateAsync("a");
        return (await CreateAsync("b")).Revision;
    }
}
