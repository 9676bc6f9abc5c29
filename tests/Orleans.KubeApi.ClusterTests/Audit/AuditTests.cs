using System.Text.Json.Nodes;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Audit;

/// <summary>The audit of real servers: what stands in the file, what reaches a service, what happens when neither takes it.</summary>
public sealed class AuditTests : IDisposable
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const string Policy = """
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitStages: [RequestReceived]
        rules:
        - level: None
          users: [system:anonymous]
          nonResourceURLs: ["/readyz*"]
        - level: None
          users: [admin]
          nonResourceURLs: ["/readyz*"]
        - level: Metadata
          resources: [{resources: [secrets]}]
        - level: RequestResponse
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Log => _folder.File("audit.log");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task S38_Requests_OfEveryKind_HaveOneIdAndAFinalStage()
    {
        await using var server = await StartAsync("--audit-log-path", Log);
        using var wrong = new KubeHttp(server.Url, "wrong");
        using var jane = new KubeHttp(server.Url, KubeServer.UserToken);
        (await server.Client.PostAsync("/api/v1/namespaces/default/secrets", """
            {"metadata":{"name":"s1"},"stringData":{"p":"hunter2"}}
            """, Cancellation)).MustBe(201);
        (await wrong.GetAsync(Maps + "/unauthorized", Cancellation)).MustBe(401);
        (await jane.GetAsync(Maps + "/forbidden", Cancellation)).MustBe(403);
        (await server.Client.PostAsync(Maps, Large(), Cancellation)).MustBe(413);
        using (var watch = await server.Client.WatchAsync(Maps + "?watch=1&timeoutSeconds=1", Cancellation))
        {
            while (await watch.ReadAsync(Cancellation) is not null)
            {
            }
        }

        var events = await EventsAsync(e => Has(e, "watch", "ResponseComplete"));
        Assert.DoesNotContain(events, e => e.ToJsonString().Contains("hunter2", StringComparison.Ordinal));
        Assert.All(events.GroupBy(e => Text(e, "auditID")), e => Assert.Equal(1, e.Count(x => Text(x, "stage") == "ResponseComplete")));
        Assert.Equal(401, Code(Assert.Single(events, e => Ends(e, "/unauthorized"))));
        var forbidden = Assert.Single(events, e => Ends(e, "/forbidden"));
        Assert.Equal(403, Code(forbidden));
        Assert.Equal("forbid", forbidden["annotations"]!["authorization.k8s.io/decision"]!.GetValue<string>());
        Assert.Contains(events, e => Code(e) == 413);
        Assert.Contains(events, e => Has(e, "watch", "ResponseStarted") && Code(e) == 200);
    }

    [Fact]
    public async Task S39_Disk_Full_StrictRefusesBlockingTellsTheLoss()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs Linux");
        File.CreateSymbolicLink(Log, "/dev/full");

        // Strictness is about a request's first event: where the policy omits that, there is nothing to be strict about.
        var all = _folder.Write("all.yaml",
            "{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{level: None, nonResourceURLs: [/readyz*]}, {level: Metadata}]}");
        await using (var strict = await KubeServer.StartNewAsync(
            new KubeServerOptions
            {
                MoreArguments = ["--audit-policy-file", all, "--audit-log-path", Log, "--audit-log-mode", "blocking-strict"],
            },
            Cancellation))
        {
            var files = OpenFiles(strict);
            for (var i = 0; i < 100; i++)
            {
                var refused = (await strict.Client.GetAsync(Maps, Cancellation)).MustBe(500);
                Assert.Contains("audit", refused.Message, StringComparison.Ordinal);
            }

            Assert.InRange(OpenFiles(strict), 0, files + 50);
        }

        await using var blocking = await StartAsync("--audit-log-path", Log, "--audit-log-mode", "blocking");
        (await blocking.Client.GetAsync(Maps, Cancellation)).MustBe(200);
        await Eventually.HoldsAsync("the loss is told", Limit, _ => Task.FromResult(
            blocking.Log.Tail().Contains("lost", StringComparison.Ordinal)), Cancellation);
    }

    [Fact]
    public async Task Webhook_RefusesAtFirst_GetsEveryEventOnce()
    {
        await using var sink = await AuditSink.StartAsync(Cancellation);
        sink.Refuse(2);
        await using var server = await StartAsync(
            "--audit-webhook-config-file", _folder.Write("sink.kubeconfig", sink.Kubeconfig()),
            "--audit-webhook-initial-backoff", "100ms", "--audit-webhook-batch-max-wait", "200ms");
        for (var i = 0; i < 20; i++)
        {
            (await server.Client.PostAsync(Maps, $$$"""{"metadata":{"name":"m{{{i}}}"}}""", Cancellation)).MustBe(201);
        }

        await Eventually.HoldsAsync("all events are there", Limit, _ => Task.FromResult(Created(sink) >= 20), Cancellation);
        Assert.Equal(20, Created(sink));
        Assert.Equal(sink.Events.Count, sink.Events.Select(e => Text(e, "auditID") + Text(e, "stage")).Distinct().Count());
    }

    [Fact]
    public async Task S39_Webhook_Hangs_RequestsGoOnAndAStopDelivers()
    {
        await using var hung = await AuditSink.StartAsync(Cancellation);
        hung.Hang();
        await using var slow = await StartAsync(
            "--audit-webhook-config-file", _folder.Write("hung.kubeconfig", hung.Kubeconfig()),
            "--audit-webhook-batch-max-wait", "10ms");
        (await slow.Client.GetAsync(Maps, Cancellation)).MustBe(200);

        await using var sink = await AuditSink.StartAsync(Cancellation);
        await using var server = await StartAsync(
            "--audit-webhook-config-file", _folder.Write("sink.kubeconfig", sink.Kubeconfig()),
            "--audit-webhook-batch-max-wait", "1h");
        (await server.Client.GetAsync(Maps, Cancellation)).MustBe(200);
        Assert.Empty(sink.Events);
        Assert.Equal(0, await server.StopAsync(Signals.Terminate, Cancellation));
        Assert.Contains(sink.Events, e => Has(e, "list", "ResponseComplete"));
    }

    private static int OpenFiles(KubeServer server) => Directory.GetFileSystemEntries($"/proc/{server.Process.Id}/fd").Length;

    private Task<KubeServer> StartAsync(params string[] arguments)
    {
        var policy = _folder.Write("policy.yaml", Policy);
        return KubeServer.StartNewAsync(
            new KubeServerOptions { MoreArguments = ["--audit-policy-file", policy, .. arguments] }, Cancellation);
    }

    private async Task<List<JsonNode>> EventsAsync(Func<JsonNode, bool> last)
    {
        List<JsonNode> events = [];
        await Eventually.HoldsAsync("the last event is in the file", Limit, async stop =>
        {
            await using var shared = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var lines = new StreamReader(shared);
            var text = await lines.ReadToEndAsync(stop);
            text = text[..(text.LastIndexOf('\n') + 1)]; // the rest is being written
            events = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!)];
            return events.Exists(e => last(e));
        }, Cancellation);
        return events.FindAll(e => Text(e, "stage") == "ResponseComplete" || Text(e, "verb") == "watch");
    }

    private static string Large() => "{\"data\":{\"a\":\"" + new string('x', 3_300_000) + "\"}}";

    private static int Created(AuditSink sink) => sink.Events.Count(e => Has(e, "create", "ResponseComplete") && Ends(e, "/configmaps")
        && Text(e["user"]!, "username") == "admin");

    private static bool Has(JsonNode item, string verb, string stage) => Text(item, "verb") == verb && Text(item, "stage") == stage;

    private static bool Ends(JsonNode item, string path) => Text(item, "requestURI").EndsWith(path, StringComparison.Ordinal);

    private static int Code(JsonNode item) => item["responseStatus"]!["code"]!.GetValue<int>();

    private static string Text(JsonNode item, string name) => item[name]!.GetValue<string>();
}
