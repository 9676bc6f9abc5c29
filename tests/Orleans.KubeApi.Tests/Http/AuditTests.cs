using Microsoft.Extensions.Logging.Abstractions;
using Orleans.KubeApi.Audit;
using Orleans.KubeApi.Http;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Tests.Audit;
using Xunit;

namespace Orleans.KubeApi.Tests.Http;

/// <summary>What the audit records of requests through the whole pipeline.</summary>
public sealed class AuditTests : IAsyncDisposable
{
    private const string Maps = "/api/v1/namespaces/d/configmaps";
    private const string Secrets = "/api/v1/namespaces/d/secrets";
    private const string Everything = "rules: [{level: RequestResponse}]";
    private readonly MemoryTarget _target = new();
    private readonly AuditCounters _counters = new();
    private readonly List<AuditBackend> _backends = [];

    public async ValueTask DisposeAsync()
    {
        _target.Release();
        foreach (var backend in _backends)
        {
            await backend.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("admin", "GET", "/api/v1/namespaces/d/configmaps/fixed", 200, "RequestReceived,ResponseComplete")]
    [InlineData("admin", "GET", "/api/v1/namespaces/d/configmaps", 200, "RequestReceived,ResponseComplete")]
    [InlineData("admin", "GET", "/api/v1/namespaces/d/configmaps/none", 404, "RequestReceived,ResponseComplete")]
    [InlineData("admin", "GET", "/nosuch", 404, "RequestReceived,ResponseComplete")]
    [InlineData("admin", "HEAD", "/api/v1/namespaces/d/configmaps/fixed", 405, "RequestReceived,ResponseComplete")]
    [InlineData(null, "GET", "/healthz", 200, "RequestReceived,ResponseComplete")]
    [InlineData("wrong", "GET", "/healthz", 401, "ResponseStarted,ResponseComplete")]
    [InlineData("wrong", "GET", "/api/v1/namespaces/d/configmaps?watch=1", 401, "ResponseStarted,ResponseComplete")]
    [InlineData("alice", "GET", "/api/v1/namespaces/d/configmaps", 403, "RequestReceived,ResponseComplete")]
    [InlineData("alice", "GET", "/api/v1/namespaces/d/configmaps?watch=1", 403, "RequestReceived,ResponseStarted,ResponseComplete")]
    [InlineData("alice", "POST", "/api/v1/namespaces/d/pods/p/exec?command=a", 403, "RequestReceived,ResponseStarted,ResponseComplete")]
    [InlineData("alice", "GET", "/api/v1/namespaces/d/pods/p/attach?timeout=x", 403, "RequestReceived,ResponseStarted,ResponseComplete")]
    [InlineData("admin", "GET", "/api/v1/namespaces/d/pods/p/log", 404, "RequestReceived,ResponseStarted,ResponseComplete")]
    [InlineData("admin", "GET", "/api/v1/namespaces/d/services/s/proxy/a/b", 404, "RequestReceived,ResponseStarted,ResponseComplete")]
    [InlineData("admin", "GET", "/api/v1/proxy/namespaces/d/pods/p", 404, "RequestReceived,ResponseStarted,ResponseComplete")]
    [InlineData("alice", "PUT", "/api/v1/namespaces/d/pods/p/status", 403, "RequestReceived,ResponseComplete")]
    [InlineData("admin", "GET", "/api/v1/namespaces/d/configmaps?timeout=x", 400, "ResponseStarted,ResponseComplete")]
    [InlineData("admin", "GET", "/api/v1/a%zz", 400, "ResponseStarted,ResponseComplete")]
    public async Task S38_Request_AnyEnd_HasOneIdAndAFinalStage(string? token, string method, string target, int code, string stages)
    {
        await using var front = Front(Everything);
        front.Feed.Put("d/fixed");

        var answer = await front.SendAsync(method, target, token: token);

        Assert.Equal(code, answer.Code);
        Assert.Equal(stages, string.Join(',', _target.Events.Select(e => e.Text("stage"))));
        Assert.All(_target.Events, e => Assert.Equal(answer.Headers["Audit-Id"].ToString(), e.Text("auditID")));
        Assert.Equal(code, _target.Events[^1].Object("responseStatus")!.Integer("code"));
    }

    [Theory]
    [InlineData(Everything, Maps + "?watch=1")]
    [InlineData(Everything, "/api/v1/namespaces/d/pods/p/exec")]
    [InlineData("rules: [{level: None}]", Maps)]
    public async Task S38_Request_Unauthorized_IsStillAnswered(string policy, string target)
    {
        await using var front = Front(policy);

        var answer = await front.SendAsync("GET", target, token: "wrong");

        Assert.Equal((401, "Unauthorized"), (answer.Code, answer.Json.Text("reason")));
    }

    [Fact]
    public async Task S38_Request_Unauthorized_NamesTheMethodAndNoUser()
    {
        await using var front = Front(Everything);
        await front.SendAsync("GET", Maps, token: "wrong-token-text");

        var last = _target.Events[^1];
        Assert.Equal("{}", last["user"]!.ToString());
        Assert.Equal("Authentication failed, attempted: bearer", last.Object("responseStatus")!.Text("message"));
        Assert.DoesNotContain(_target.Lines, l => l.Contains("wrong-token-text", StringComparison.Ordinal));
    }

    [Fact]
    public async Task S38_Request_Forbidden_HasTheDecision()
    {
        await using var front = Front(Everything);
        await front.SendAsync("GET", Maps, token: "alice");

        var last = _target.Events[^1];
        Assert.Equal("forbid", last.Object("annotations")!.Text("authorization.k8s.io/decision"));
        Assert.Equal("alice", last.Object("user")!.Text("username"));
        Assert.Equal("Forbidden", last.Object("responseStatus")!.Text("reason"));
    }

    [Fact]
    public async Task S38_Request_TooLargeBody_IsRecordedWithoutIt()
    {
        await using var front = Front(Everything, new PipelineOptions { MaxBody = 10 });
        var answer = await front.SendAsync("POST", Maps, "{\"data\":{\"a\":\"1234567890\"}}");

        Assert.Equal(413, answer.Code);
        Assert.Equal(413, _target.Events[^1].Object("responseStatus")!.Integer("code"));
        Assert.False(_target.Events[^1].Has("requestObject"));
    }

    [Fact]
    public async Task S38_Request_BeyondLimits_IsRecorded()
    {
        await using var front = Front(Everything, new PipelineOptions { MaxReads = 0 });
        await front.GetAsync(Maps);

        Assert.Equal("TooManyRequests", _target.Events[^1].Object("responseStatus")!.Text("reason"));
    }

    [Fact]
    public async Task S38_Request_TooSlow_IsRecorded()
    {
        await using var front = Front(Everything);
        front.Store.Answer = _ => throw new TimeoutException();
        await front.SendAsync("POST", Maps, "{}");

        Assert.Equal(504, _target.Events[^1].Object("responseStatus")!.Integer("code"));
        Assert.Equal("ResponseComplete", _target.Events[^1].Text("stage"));
    }

    [Fact]
    public async Task S38_Request_ServerFails_EndsWithPanicAndTellsNoDetail()
    {
        await using var front = Front(Everything);
        front.Store.Answer = _ => throw new InvalidOperationException("hunter2");
        var answer = await front.SendAsync("POST", Maps, "{}");

        Assert.Equal(500, answer.Code);
        Assert.Equal(["RequestReceived", "Panic"], _target.Events.Select(e => e.Text("stage")));
        Assert.Equal(500, _target.Events[^1].Object("responseStatus")!.Integer("code"));
        Assert.DoesNotContain(_target.Lines, l => l.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task S38_Connection_Refused_IsRecordedWithItsAnswer()
    {
        await using var front = Front(Everything);
        await front.SendAsync("POST", "/api/v1/namespaces/d/pods/p/exec", token: "alice");

        var last = _target.Events[^1];
        Assert.Equal("ResponseComplete", last.Text("stage"));
        Assert.Equal("Forbidden", last.Object("responseObject")!.Text("reason"));
    }

    [Fact]
    public async Task S38_Watch_ClientLeaves_HasAFinalStage()
    {
        await using var front = Front(Everything);
        front.Feed.Put("d/fixed");
        using var watch = front.Watch(Maps + "?watch=1");
        Assert.Equal("ADDED fixed", await watch.NextAsync());

        watch.Abort();
        await watch.EndAsync();

        Assert.Equal(["RequestReceived", "ResponseStarted", "ResponseComplete"], _target.Events.Select(e => e.Text("stage")));
        Assert.False(_target.Events[^1].Has("responseObject"));
    }

    [Fact]
    public async Task S39_Secret_AtMetadata_ShowsNoData()
    {
        await using var front = Front("rules: [{level: Metadata}]");
        front.Store.Answer = r => Created(r.Body);
        var body = """{"kind":"Secret","apiVersion":"v1","metadata":{"name":"s","uid":"u"},"stringData":{"p":"hunter2"}}""";
        var answer = await front.SendAsync("POST", Secrets, body);

        Assert.Equal(201, answer.Code);
        Assert.DoesNotContain(_target.Lines, l => l.Contains("hunter2", StringComparison.Ordinal));
        Assert.Equal(
            """{"resource":"secrets","namespace":"d","name":"s","uid":"u","apiVersion":"v1"}""",
            _target.Events[^1]["objectRef"]!.ToString());
    }

    [Theory]
    [InlineData("application/json", "{\"metadata\":{\"name\":\"m\",\"managedFields\":[{}]},\n \"data\":{\"a\":\"b\"}}")]
    [InlineData("application/yaml", "metadata:\n  name: m\n  managedFields: [{}]\ndata:\n  a: b\n")]
    public async Task Request_AtRequestResponse_HasBothBodiesAsOneLine(string type, string body)
    {
        await using var front = Front("omitManagedFields: true\n" + Everything);
        front.Store.Answer = r => Created(r.Body);
        await front.SendAsync("POST", Maps + "?pretty=true", body, headers: $"Content-Type: {type}");

        var last = _target.Events[^1];
        Assert.Equal("""{"metadata":{"name":"m"},"data":{"a":"b"}}""", last["requestObject"]!.ToString());
        Assert.Equal("""{"metadata":{"name":"m"},"data":{"a":"b"}}""", last["responseObject"]!.ToString());
        Assert.DoesNotContain(_target.Lines, l => l.Contains('\n', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/yaml")]
    [InlineData("application/vnd.kubernetes.protobuf")]
    [InlineData("application/json;as=Table;g=meta.k8s.io;v=v1")]
    public async Task Request_ListInAnyForm_IsRecordedAsJson(string accept)
    {
        await using var front = Front(Everything, new PipelineOptions { GzipFrom = 1 });
        front.Feed.Put("d/fixed");
        await front.GetAsync(Maps, $"Accept: {accept}\nAccept-Encoding: gzip");

        var answer = _target.Events[^1].Object("responseObject")!;
        Assert.Equal(accept.Contains("Table", StringComparison.Ordinal) ? "Table" : "ConfigMapList", answer.Text("kind"));
        Assert.Contains("fixed", answer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_BodyThatIsNoJson_IsLeftOut()
    {
        await using var front = Front(Everything);
        await front.SendAsync("POST", Maps, "{\"a\":\n1} \"stage\":\"None\"");

        Assert.False(_target.Events[^1].Has("requestObject"));
    }

    [Fact]
    public async Task S39_Answer_BeforeItsEventIsWritten_DoesNotLeave()
    {
        await using var front = Front("rules: [{level: Metadata, omitStages: [RequestReceived]}]");
        front.Feed.Put("d/fixed");
        _target.Hold();
        var output = new MemoryStream();

        var sending = front.SendToAsync(output, "GET", Maps + "/fixed");
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal((0, false), (output.Length, sending.IsCompleted));
        _target.Release();
        await sending;

        Assert.True(output.Length > 0);
    }

    [Fact]
    public async Task Answer_LargeList_IsStreamedAndWhole()
    {
        await using var front = Front("rules: [{level: Metadata}]");
        for (var i = 0; i < 3000; i++)
        {
            front.Feed.Put($"d/some-rather-long-name-of-a-map-{i}");
        }

        var answer = await front.GetAsync(Maps);

        Assert.True(answer.Bytes.Length > 200_000);
        Assert.Equal(3000, answer.Names.Count());
    }

    [Theory]
    [InlineData(true, 500)]
    [InlineData(false, 200)]
    public async Task S39_FirstEventFails_StrictRefusesBlockingGoesOn(bool isStrict, int code)
    {
        await using var front = Front(Everything, mode: isStrict ? AuditMode.BlockingStrict : AuditMode.Blocking);
        front.Feed.Put("d/fixed");
        _target.Failure = "no space left on device";

        var answer = await front.GetAsync(Maps + "/fixed");

        Assert.Equal(code, answer.Code);
        Assert.Equal(2, _counters.Lost("log"));
        Assert.Equal(isStrict ? 1 : 0, _counters.RejectedRequests);
    }

    [Fact]
    public async Task Request_LevelNone_LeavesNothing()
    {
        await using var front = Front("rules: [{level: None, resources: [{resources: [configmaps]}]}, {level: Metadata}]");
        await front.GetAsync(Maps);
        Assert.Empty(_target.Lines);
        await front.GetAsync(Secrets);
        Assert.Equal(2, _target.Lines.Count);
        Assert.Equal((1, 1), (_counters.Requests(AuditLevel.None), _counters.Requests(AuditLevel.Metadata)));
    }

    [Fact]
    public async Task S39_Headers_Hostile_AreCutAndKeptInTheirFields()
    {
        await using var front = Front("rules: [{level: Metadata}]");
        await front.GetAsync("/version", $"Audit-Id: {new string('a', 5000)}\nUser-Agent: {new string('u', 5000)}\n"
            + "X-Forwarded-For: 10.0.0.1, nonsense, 10.0.0.2\nX-Real-Ip: 10.0.0.3");

        var last = _target.Events[^1];
        Assert.Equal(64, last.Text("auditID")!.Length);
        Assert.Equal(1024 + "...TRUNCATED".Length, last.Text("userAgent")!.Length);
        Assert.Equal("""["10.0.0.1","10.0.0.2","10.0.0.3"]""", last["sourceIPs"]!.ToString());
    }

    [Fact]
    public async Task Delete_AnsweredWithStatus_ShowsIt()
    {
        await using var front = Front("rules: [{level: Metadata}]");
        front.Store.Answer = _ => new WriteResult
        {
            Code = 200,
            IsStatus = true,
            Body = """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success"}"""u8.ToArray(),
        };
        await front.SendAsync("DELETE", Maps + "/x");

        Assert.Equal("""{"metadata":{},"status":"Success","code":200}""", _target.Events[^1]["responseStatus"]!.ToString());
    }

    private static WriteResult Created(ReadOnlyMemory<byte> body) => new() { Code = 201, Body = body };

    private FrontEnd Front(string rules, PipelineOptions? options = null, AuditMode mode = AuditMode.Blocking)
    {
        var backend = new AuditBackend(
            new AuditBackendOptions { Name = "log", Mode = mode }, _target, _counters, TimeProvider.System, NullLogger.Instance);
        _backends.Add(backend);
        return new FrontEnd(options, audit: new AuditLog(AuditSamples.Policy(rules), [backend], _counters, NullLogger.Instance));
    }
}
