using System.Net;
using System.Net.Http.Headers;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Http;

/// <summary>
/// Many large lists (S26); one noisy tenant, and everybody else (S27); limits without flow control (S28). Servers of their own, with few
/// seats.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class FlowControlTests
{
    private const string Reviews = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private const string Review = """{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}""";
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const string Page = "/debug/api_priority_and_fairness/dump_priority_levels";

    // Far more than any of it takes, far less than the 15 s that somebody without a seat waits.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(8);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task S27_NoisyTenant_DoesNotSlowOthersAndIsToldToComeBack()
    {
        await using var server = await KubeServer.StartNewAsync(
            new KubeServerOptions
            {
                MoreTokens = ["node,system:node:n1,5,\"system:nodes\"", "scheduler,system:kube-scheduler,6,\"none\"", "bob,bob,7,\"none\""],
                MoreArguments = ["--max-requests-inflight", "20", "--max-mutating-requests-inflight", "10"],
            },
            Cancellation);
        await ConfiguredAsync(server);

        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var noisy = Open(server, KubeServer.UserToken);
        var flood = Enumerable.Range(0, 450).Select(_ => HoldAsync(noisy, Reviews, end.Token)).ToList();
        (HttpStatusCode Code, double RetryAfter, string Text)? first = null;
        await Eventually.HoldsAsync("the tenant is refused", TimeSpan.FromSeconds(60), async _ =>
        {
            // A noisy tenant doesn't give up: what was cut off begins again.
            flood = flood.ConvertAll(f => f is { IsCompletedSuccessfully: true, Result: null } ? HoldAsync(noisy, Reviews, end.Token) : f);
            if (flood.Find(f => f is { IsCompletedSuccessfully: true, Result: not null }) is not { } told)
            {
                return false;
            }

            first = await told;
            return true;
        }, Cancellation);
        var refused = first!.Value;
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Code);
        Assert.InRange(refused.RetryAfter, 1, 32);
        Assert.Contains("\"reason\":\"TooManyRequests\"", refused.Text, StringComparison.Ordinal);

        // Administrators, nodes and leader election have seats of their own.
        await AnsweredAsync(server, KubeServer.AdminToken, Maps, 200);
        await AnsweredAsync(server, "node", "/api/v1/nodes/n1", 403, 404);
        await AnsweredAsync(server, "scheduler", "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/x", 403, 404);
        await AnsweredAsync(server, "scheduler", "/api/v1/pods", 200, 403);
        Assert.Matches("global-default, +[1-9][0-9]*, +false,", (await server.Client.GetAsync(Page, Cancellation)).MustBe(200).Text);

        // Another tenant of the same level is served as soon as a seat is free, before hundreds that came earlier.
        using var other = new KubeHttp(server.Url, "bob");
        Assert.Equal(201, (await other.PostAsync(Reviews, Review, Cancellation).WaitAsync(TimeSpan.FromSeconds(14), Cancellation)).Code);
        await end.CancelAsync();
        await Task.WhenAll(flood);
    }

    [Fact]
    public async Task S26_ParallelListsOfMuch_TakeTurnsInBoundedMemory()
    {
        await using var server = await KubeServer.StartNewAsync(
            new KubeServerOptions { MoreArguments = ["--max-requests-inflight", "20", "--max-mutating-requests-inflight", "10"] },
            Cancellation);
        await ConfiguredAsync(server);
        var binding = """
            {"metadata":{"name":"jane"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"},
            "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"jane"}]}
            """;
        const string bindings = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings";
        (await server.Client.PostAsync(bindings, binding, Cancellation)).MustBe(201);
        for (var i = 0; i < 200; i++)
        {
            var map = $$$"""{"metadata":{"name":"m-{{{i}}}"},"data":{"a":"{{{new string('x', 20_000)}}}"}}""";
            (await server.Client.PostAsync(Maps, map, Cancellation)).MustBe(201);
        }

        // Four megabytes each, a selector that finds nothing in the others.
        using var jane = new KubeHttp(server.Url, KubeServer.UserToken);
        await Eventually.HoldsAsync("jane may list", TimeSpan.FromSeconds(30),
            async stop => (await jane.GetAsync(Maps + "?limit=1", stop)).Code == 200, Cancellation);
        var before = server.MemoryBytes;
        string[] paths = [Maps, Maps + "?labelSelector=no%3Dsuch"];
        var lists = Enumerable.Range(0, 200).Select(i => CodeAsync(jane, paths[i % 2])).ToList();
        var most = 0L;
        while (!lists.TrueForAll(l => l.IsCompleted))
        {
            most = Math.Max(most, server.MemoryBytes);
            (await server.Client.GetAsync(Maps + "/m-0", Cancellation).WaitAsync(_patience, Cancellation)).MustBe(200);
        }

        var codes = await Task.WhenAll(lists);
        Assert.All(codes, code => Assert.Contains(code, new[] { 200, 429 }));
        Assert.Contains(200, codes);
        Assert.InRange(most - before, long.MinValue, 300_000_000);
    }

    [Fact]
    public async Task S27_NamesOfExemptThings_AreNotExempt()
    {
        await using var server = await KubeServer.StartNewAsync(
            new KubeServerOptions { MoreTokens = ["m,system:masters,8,\"exempt,masters\"", "e,exempt,9,\"system:master\""] }, Cancellation);
        await ConfiguredAsync(server);
        var exempt = (await server.Client.GetAsync(Maps, Cancellation)).MustBe(200).Header("X-Kubernetes-PF-PriorityLevel-UID");
        Assert.NotEmpty(exempt);
        foreach (var token in new[] { "m", "e" })
        {
            using var client = new KubeHttp(server.Url, token);
            var level = (await client.GetAsync(Maps, Cancellation)).Header("X-Kubernetes-PF-PriorityLevel-UID");
            Assert.NotEmpty(level);
            Assert.NotEqual(exempt, level);
        }
    }

    [Fact]
    public async Task Configuration_Changed_IsInForceWithinASecond()
    {
        await using var server = await KubeServer.StartNewAsync(new KubeServerOptions(), Cancellation);
        await ConfiguredAsync(server);
        const string schemas = "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas";
        var schema = """
            {"apiVersion":"flowcontrol.apiserver.k8s.io/v1","kind":"FlowSchema","metadata":{"name":"jane"},
             "spec":{"priorityLevelConfiguration":{"name":"workload-low"},"matchingPrecedence":50,"rules":[
              {"subjects":[{"kind":"User","user":{"name":"jane"}}],"resourceRules":[
              {"verbs":["*"],"apiGroups":["*"],"resources":["*"],"namespaces":["*"]}]}]}}
            """;
        var created = (await server.Client.PostAsync(schemas, schema, Cancellation)).MustBe(201);
        var uid = (string)created.Json["metadata"]!["uid"]!;
        using var jane = new KubeHttp(server.Url, KubeServer.UserToken);
        var taken = await Eventually.HoldsAsync("the new schema is used", TimeSpan.FromSeconds(10),
            async stop => (await jane.GetAsync(Maps, stop)).Header("X-Kubernetes-PF-FlowSchema-UID") == uid, Cancellation);
        Assert.InRange(taken, TimeSpan.Zero, TimeSpan.FromSeconds(2)); // the promise is one; the machine may be slow
    }

    [Fact]
    public async Task S28_FlowControlOff_LimitsWritesAndReadsApart()
    {
        await using var server = await KubeServer.StartNewAsync(
            new KubeServerOptions
            {
                MoreArguments =
                [
                    "--enable-priority-and-fairness=false", "--max-requests-inflight", "5", "--max-mutating-requests-inflight", "2",
                ],
            },
            Cancellation);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var holder = Open(server, KubeServer.AdminToken);
        var held = Enumerable.Range(0, 2).Select(_ => HoldAsync(holder, Maps, end.Token)).ToList();
        KubeResponse? refused = null;
        await Eventually.HoldsAsync("a third write is refused", TimeSpan.FromSeconds(10), async stop =>
        {
            // A write that holds a place may itself have been the third, while this one ran: then it is over, and begins again.
            held = held.ConvertAll(one => one.IsCompleted ? HoldAsync(holder, Maps, end.Token) : one);
            refused = await server.Client.PostAsync(Maps, """{"metadata":{"name":"a"}}""", stop);
            return refused.Code == 429;
        }, Cancellation);
        Assert.Equal(("1", "TooManyRequests"), (refused!.Header("Retry-After"), refused.Reason));
        (await server.Client.GetAsync(Maps, Cancellation)).MustBe(200);
        using var watch = await server.Client.WatchAsync(Maps + "?watch=1", Cancellation);
        await end.CancelAsync();
        await Task.WhenAll(held);
    }

    private static async Task<int> CodeAsync(KubeHttp client, string path) => (await client.GetAsync(path, Cancellation)).Code;

    // The server's own levels are there: the page names them.
    private static Task ConfiguredAsync(KubeServer server) => Eventually.HoldsAsync(
        "the levels are in force", TimeSpan.FromSeconds(30),
        async stop => (await server.Client.GetAsync(Page, stop)).Text.Contains("\nworkload-low,", StringComparison.Ordinal)
            && (await server.Client.GetAsync("/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas/system-nodes", stop)).Code == 200,
        Cancellation);

    private static async Task AnsweredAsync(KubeServer server, string token, string path, params int[] codes)
    {
        using var client = new KubeHttp(server.Url, token);
        for (var i = 0; i < 5; i++)
        {
            Assert.Contains((await client.GetAsync(path, Cancellation).WaitAsync(_patience, Cancellation)).Code, codes);
        }
    }

    private static HttpClient Open(KubeServer server, string token)
    {
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        var client = new HttpClient(handler) { BaseAddress = server.Url, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    // Null: the request was cut off, by the server's patience with slow bodies or by the end of the test.
    private static async Task<(HttpStatusCode Code, double RetryAfter, string Text)?> HoldAsync(
        HttpClient client, string path, CancellationToken end)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new HeldBody(end),
            };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await client.SendAsync(request, end);
            var retryAfter = response.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0;
            return (response.StatusCode, retryAfter, await response.Content.ReadAsStringAsync(end));
        }
        catch (Exception error) when (KubeHttp.IsConnectionLoss(error))
        {
            return null;
        }
    }
}
