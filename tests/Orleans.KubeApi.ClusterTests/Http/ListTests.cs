using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Http;

/// <summary>The matrix of resourceVersion, resourceVersionMatch, limit and continue.</summary>
public sealed class ListTests(EmbeddedServer embedded) : HttpTestBase(embedded)
{
    private const string NotRoot = "fieldSelector=metadata.name!=kube-root-ca.crt";

    [Fact]
    public async Task List_OfNothing_IsAnEmptyArray()
    {
        var list = (await GetAsync($"?{NotRoot}")).MustBe(200);
        Assert.Equal("ConfigMapList", list.Json["kind"]!.GetValue<string>());
        Assert.Empty(list.Items);
    }

    [Fact]
    public async Task List_Items_HaveNoKindOfTheirOwn()
    {
        await CreateAsync("a");
        var item = Assert.Single((await GetAsync($"?{NotRoot}")).MustBe(200).Items);
        Assert.Null(item["kind"]);
        Assert.Null(item["apiVersion"]);
    }

    [Fact]
    public async Task List_Unset_IsMostRecent()
    {
        for (var index = 0; index < 20; index++)
        {
            var created = await CreateAsync($"c{index}");
            var list = (await GetAsync($"?{NotRoot}")).MustBe(200);
            Assert.Equal(index + 1, list.Items.Count);
            Assert.True(list.Revision >= created.Revision);
        }
    }

    [Fact]
    public async Task List_Limited_GivesPagesOfOneSnapshotAndCountsTheRest()
    {
        await CreateManyAsync(5);
        var first = (await GetAsync("?limit=2")).MustBe(200);
        var total = (await GetAsync("")).MustBe(200).Items.Count;
        Assert.Equal(total - 2, first.Json["metadata"]!["remainingItemCount"]!.GetValue<long>());
        await DeleteAsync("c3");
        await CreateAsync("c0a");

        var names = await ReadPagesAsync(first, "&limit=2");

        Assert.Equal(["c0", "c1", "c2", "c3", "c4"], names.Where(name => name.StartsWith('c')));
    }

    [Fact]
    public async Task List_LimitedWithSelector_CountsNothing()
    {
        await CreateManyAsync(3);
        var first = (await GetAsync($"?limit=1&{NotRoot}")).MustBe(200);
        Assert.NotNull(first.Continue);
        Assert.Null(first.Json["metadata"]!["remainingItemCount"]);
    }

    [Fact]
    public async Task List_ZeroWithLimit_IsWhole()
    {
        await CreateManyAsync(4);
        await RevisionAsync();
        var list = (await GetAsync($"?limit=1&resourceVersion=0&{NotRoot}")).MustBe(200);
        Assert.Equal(4, list.Items.Count);
        Assert.Null(list.Continue);
    }

    [Theory]
    [InlineData("&resourceVersionMatch=Exact")]
    [InlineData("&resourceVersionMatch=Exact&limit=10")]
    [InlineData("&limit=10")]
    public async Task List_AtRevision_IsExactlyThat(string more)
    {
        await CreateAsync("a");
        var middle = (await PatchValueAsync("a", "middle")).Revision;
        await PatchValueAsync("a", "late");
        await CreateAsync("b");

        var list = (await GetAsync($"?resourceVersion={middle}{more}&{NotRoot}")).MustBe(200);

        Assert.Equal(middle, list.Revision);
        Assert.Equal("middle", Assert.Single(list.Items)["data"]!["k"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("&resourceVersionMatch=NotOlderThan")]
    [InlineData("")]
    public async Task List_NotOlderThan_IsAtLeastThat(string more)
    {
        await CreateAsync("a");
        var last = (await CreateAsync("b")).Revision;
        var list = (await GetAsync($"?resourceVersion={last}{more}&{NotRoot}")).MustBe(200);
        Assert.True(list.Revision >= last);
        Assert.Equal(["a", "b"], list.Names);
    }

    [Theory]
    [InlineData("resourceVersionMatch=Exact", 422)]
    [InlineData("resourceVersionMatch=NotOlderThan", 422)]
    [InlineData("resourceVersionMatch=Exact&resourceVersion=0", 422)]
    [InlineData("resourceVersionMatch=Sometimes&resourceVersion=1", 422)]
    [InlineData("sendInitialEvents=true", 422)]
    [InlineData("sendInitialEvents=true&resourceVersionMatch=NotOlderThan", 422)]
    [InlineData("resourceVersion=abc", 400)]
    [InlineData("continue=nonsense", 400)]
    [InlineData("fieldSelector=spec.foo%3D1", 400)]
    [InlineData("labelSelector=a%20b%20c", 400)]
    [InlineData("limit=abc", 400)]
    public async Task List_BadOptions_AreRefused(string query, int code)
    {
        var answer = (await GetAsync("?" + query)).MustBe(code);
        Assert.Equal("Status", answer.Json["kind"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("&resourceVersion=5", 400)]
    [InlineData("&resourceVersion=5&resourceVersionMatch=Exact", 422)]
    [InlineData("&resourceVersion=0", 200)]
    public async Task List_ContinueWithRevision_IsRefusedUnlessZero(string more, int code)
    {
        await CreateManyAsync(3);
        var first = (await GetAsync("?limit=1")).MustBe(200);
        var next = (await GetAsync($"?limit=1&continue={Uri.EscapeDataString(first.Continue!)}{more}")).MustBe(code);
        if (code == 400)
        {
            Assert.Contains("specifying resource version is not allowed when using continue", next.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/kube-root-ca.crt")]
    public async Task Read_FromTheFuture_TimesOutWithCauseAndRetryAfter(string name)
    {
        var future = await RevisionAsync() + 1_000_000;
        var start = TimeProvider.System.GetTimestamp();
        var answer = (await GetAsync($"{name}?resourceVersion={future}")).MustBe(504);

        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 2, 30);
        Assert.Equal("Timeout", answer.Reason);
        Assert.Contains("Too large resource version", answer.Message, StringComparison.Ordinal);
        Assert.Equal("ResourceVersionTooLarge", answer.Json["details"]!["causes"]![0]!["reason"]!.GetValue<string>());
        Assert.Equal(1, answer.Json["details"]!["retryAfterSeconds"]!.GetValue<int>());
    }

    [Fact]
    public async Task List_AllNamespaces_IsInOrderOfTheStorageKey()
    {
        var dashed = $"{Namespace}-b";
        var body = $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{dashed}}}"}}""";
        (await Client.PostAsync("/api/v1/namespaces", body, Cancellation)).MustBe(201);
        await CreateAsync("same");
        (await Client.PostAsync($"/api/v1/namespaces/{dashed}/configmaps", Body("same", "v"), Cancellation)).MustBe(201);

        var list = (await Client.GetAsync("/api/v1/configmaps?fieldSelector=metadata.name%3Dsame", Cancellation)).MustBe(200);

        // '-' comes before '/', so the longer namespace comes first.
        var spaces = list.Items.Select(item => item["metadata"]!["namespace"]!.GetValue<string>())
            .Where(space => space.StartsWith(Namespace, StringComparison.Ordinal));
        Assert.Equal([dashed, Namespace], spaces);
    }

    [Fact]
    public async Task List_PagesUnderConcurrentWrites_AreOneSnapshot()
    {
        await CreateManyAsync(30);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var writing = WriteUntilAsync(stop.Token);
        for (var round = 0; round < 5; round++)
        {
            var first = (await GetAsync($"?limit=4&{NotRoot}")).MustBe(200);
            var exact = (await GetAsync($"?resourceVersion={first.Revision}&resourceVersionMatch=Exact&{NotRoot}")).MustBe(200);
            Assert.Equal(exact.Names, await ReadPagesAsync(first, $"&limit=4&{NotRoot}"));
        }

        await stop.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task Reads_LeaveTheRevisionAlone()
    {
        await CreateAsync("a");
        var before = (await GetAsync("")).MustBe(200).Revision;
        for (var index = 0; index < 50; index++)
        {
            (await GetAsync("/a")).MustBe(200);
        }

        Assert.Equal(before, (await GetAsync("")).MustBe(200).Revision);
    }

    private async Task CreateManyAsync(int count)
    {
        for (var index = 0; index < count; index++)
        {
            await CreateAsync($"c{index}");
        }
    }

    private async Task WriteUntilAsync(CancellationToken stop)
    {
        for (var index = 0; !stop.IsCancellationRequested; index++)
        {
            await CreateAsync($"x{index}");
            await DeleteAsync($"x{index}");
        }
    }

    private async Task<List<string>> ReadPagesAsync(KubeResponse first, string query)
    {
        List<string> names = [.. first.Names];
        for (var page = first; page.Continue is { } next;)
        {
            page = (await GetAsync($"?continue={Uri.EscapeDataString(next)}{query}")).MustBe(200);
            Assert.Equal(first.Revision, page.Revision);
            names.AddRange(page.Names);
        }

        return names;
    }
}
