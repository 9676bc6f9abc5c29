using Orleans.KubeApi.Http;
using Orleans.KubeApi.Http.FlowControl;
using Xunit;
using static Orleans.KubeApi.Tests.Http.FlowControl.FlowTrees;

namespace Orleans.KubeApi.Tests.Http.FlowControl;

/// <summary>Flow control in the pipeline. Alice may do nothing, so "served" is 403 for her: who waits is decided before who may.</summary>
public sealed class FlowGateTests
{
    private const string Maps = "/api/v1/namespaces/d/configmaps";

    [Fact]
    public async Task Request_LevelFull_Is429AndExemptOnesPass()
    {
        await using var front = new FrontEnd(seats: 1);
        Occupy(front, "catch-all");
        var refused = await front.SendAsync("GET", Maps, token: "alice");
        Assert.Equal((429, "TooManyRequests", "1"), (refused.Code, refused.Json.Text("reason"), refused.Headers.RetryAfter.ToString()));
        Assert.Equal("Too many requests, please try again later.", refused.Message);
        Assert.Equal(200, (await front.GetAsync(Maps)).Code);
    }

    [Theory]
    [InlineData("POST", "/api/v1/namespaces/d/pods/p/exec?command=a", 403)]
    [InlineData("GET", "/api/v1/namespaces/d/pods/p/log", 403)]
    [InlineData("GET", "/api/v1/nodes/n/proxy/metrics", 403)]
    [InlineData("GET", "/api/v1/namespaces/d/pods/p/status", 429)]
    public async Task Connection_LevelFull_TakesNoSeat(string method, string target, int code)
    {
        await using var front = new FrontEnd(seats: 1);
        Occupy(front, "catch-all");
        Assert.Equal(code, (await front.SendAsync(method, target, token: "alice")).Code);
    }

    [Fact]
    public async Task Request_AnyAnswer_NamesSchemaAndLevel()
    {
        await using var front = Configured();
        var answer = await front.SendAsync("GET", Maps, token: "alice");
        Assert.Equal((403, "uid-schema", "uid-level"),
            (answer.Code, answer.Headers["X-Kubernetes-PF-FlowSchema-UID"].ToString(),
            answer.Headers["X-Kubernetes-PF-PriorityLevel-UID"].ToString()));
    }

    [Fact]
    public async Task Request_LevelFull_WaitsForItsSeat()
    {
        await using var front = Configured();
        var first = Occupy(front, "schema");
        var waiting = front.SendAsync("GET", Maps, token: "alice");
        Assert.False(waiting.IsCompleted);
        FlowGate.Leave(first);
        Assert.Equal(403, (await waiting).Code);
        Assert.True(first.Schema.Level.IsIdle);
    }

    [Theory]
    [InlineData("", 15)]
    [InlineData("?timeout=4s", 1)]
    public async Task Request_LevelFullForAQuarterOfItsTime_Is429(string query, int seconds)
    {
        await using var front = Configured();
        Occupy(front, "schema");
        var waiting = front.SendAsync("GET", Maps + query, token: "alice");
        front.Time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.False(waiting.IsCompleted);
        front.Time.Advance(TimeSpan.FromMilliseconds(2));
        var answer = await waiting;
        Assert.Equal((429, "1"), (answer.Code, answer.Headers.RetryAfter.ToString()));
    }

    [Fact]
    public async Task Watch_Begun_GivesItsSeatBack()
    {
        await using var front = new FrontEnd(seats: 10);
        front.Feed.Put("d/a");
        using var watch = front.Watch(Maps + "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
        Assert.Equal("ADDED a", await watch.NextAsync());
        Assert.Equal("BOOKMARK", await watch.NextAsync());
        await Eventually(() => front.Flow!.Levels.All(l => l.IsIdle));
        Assert.Equal(1, front.Flow!.Levels.Single(l => l.Settings.IsExempt).View().Dispatched);
    }

    [Fact]
    public async Task Pages_ForAdmin_AreTables()
    {
        await using var front = Configured();
        Occupy(front, "schema");
        var waiting = front.SendAsync("GET", Maps + "?timeout=4s", token: "alice");
        const string pages = "/debug/api_priority_and_fairness/";
        var levels = (await front.GetAsync(pages + "dump_priority_levels")).Text;
        Assert.Contains("PriorityLevelName, ActiveQueues, IsIdle, IsQuiescing, WaitingRequests,", levels, StringComparison.Ordinal);
        Assert.Matches("level, +1, +false, +false, +1, +1, +1, +0, +0, +0\n", levels);
        Assert.Equal(5, (await front.GetAsync(pages + "dump_queues")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var requests = (await front.GetAsync(pages + "dump_requests?includeRequestDetails=1")).Text;
        Assert.Matches("level, +schema, +[0-3], +0, +alice, .* alice, +list, +/api/v1/namespaces/d/configmaps,", requests);
        Assert.Equal(403, (await front.SendAsync("GET", pages + "dump_queues", token: "alice")).Code);
        front.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(429, (await waiting).Code);
    }

    [Fact]
    public async Task S28_LimitsWithoutFlowControl_Are429AndWatchesAreCountedApart()
    {
        await using var front = new FrontEnd(new PipelineOptions { MaxReads = 0, MaxWrites = 0, MaxWatches = 1 });
        var read = await front.GetAsync(Maps);
        var write = await front.SendAsync("POST", Maps, "{}");
        Assert.Equal((429, "1"), (read.Code, read.Headers.RetryAfter.ToString()));
        Assert.Equal((429, "1"), (write.Code, write.Headers.RetryAfter.ToString()));
        front.Feed.Put("d/a");
        using var watch = front.Watch(Maps + "?watch=1");
        Assert.Equal("ADDED a", await watch.NextAsync());
        using var second = front.Watch(Maps + "?watch=1");
        Assert.Contains("Too many requests", Assert.Single(await second.EndAsync()), StringComparison.Ordinal);
    }

    private static FrontEnd Configured()
    {
        var front = new FrontEnd(seats: 1);
        front.Flow!.Update([LevelTree("level")], [SchemaTree("schema", "level", "alice", 5)]);
        return front;
    }

    private static FlowRequest Occupy(FrontEnd front, string schema)
    {
        var found = front.Flow!.Current.Schemas.Single(s => s.Name == schema);
        var request = new FlowRequest(found, "bob", WorkEstimate.One, null);
        Assert.Equal(FlowLevel.Entry.Served, found.Level.Enter(request, 0, -1));
        return request;
    }

    private static async Task Eventually(Func<bool> holds)
    {
        while (!holds())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
