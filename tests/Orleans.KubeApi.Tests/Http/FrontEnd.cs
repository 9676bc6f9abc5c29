using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.KubeApi.Audit;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authentication.Certificates;
using Orleans.KubeApi.Authentication.Tokens;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Discovery;
using Orleans.KubeApi.Http;
using Orleans.KubeApi.Http.FlowControl;
using Orleans.KubeApi.Http.Health;
using Orleans.KubeApi.Http.Measuring;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Http.Pages;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Printing;
using Orleans.KubeApi.Telemetry;
using Orleans.KubeApi.Tests.Authorization;

using Xunit;

namespace Orleans.KubeApi.Tests.Http;

/// <summary>The whole pipeline over a collection in memory, without sockets.</summary>
internal sealed class FrontEnd : IAsyncDisposable, ICollectionFeeds, IServingGate, IReadiness
{
    private static readonly ResourceCatalog BuiltIns = BuiltInCatalog.Load();
    private static readonly TimeSpan Age = new(26, 2, 3);
    private readonly CollectionCaches _caches;
    private readonly KubeApiPipeline _pipeline;
    private readonly CancellationTokenSource _stopping = new();

    public FrontEnd(
        PipelineOptions? options = null, AnonymousRules? anonymous = null, int seats = 0, AuditLog? audit = null)
    {
        Flow = seats > 0 ? new FlowController(seats, Time) : null;
        _caches = new CollectionCaches(this, this, new CacheLimits(), Time, NullLogger<CollectionCaches>.Instance);
        var tokens = TokenFile.Parse("admin,admin,uid-admin,system:masters\nalice,alice,uid-alice,dev\n");
        _pipeline = new KubeApiPipeline(new PipelineParts
        {
            Options = options ?? new PipelineOptions(),
            Authenticator = new RequestAuthenticator(
                new FrontProxy(), CertificateTrust.None(Time), new TokenChain(tokens, [], [], Time),
                anonymous ?? AnonymousRules.Everywhere),
            Audit = audit,
            Authorizer = PolicyText.BootstrapAuthorizer,
            Flow = Flow,
            Catalog = () => BuiltIns,
            Discovery = Discover,
            Caches = _caches,
            Store = Store,
            Tables = new TableSource(
                _ => new ArrayNode([new ObjectNode { { "name", "Name" } }]), (_, o, _) => (new ArrayNode([o.Name]), null))
            {
                MakesRows = type => TablePrinter.HasTable(type.Kind),
            },
            Readiness = this,
            Time = Time,
            Metrics = new FrontMetrics(Metrics, () => BuiltIns, Time),
            Facts = new ServerFacts(
                Time.GetUtcNow() - Age, "dotnet10", "1.37.0", "1.37", new Dictionary<string, string> { ["v"] = "0", ["a"] = "" }),
            Logger = NullLogger.Instance,
            Stopping = _stopping.Token,
        });
    }

    public FakeTimeProvider Time { get; } = new();

    public MetricRegistry Metrics { get; } = new();

    public MemoryFeed Feed { get; } = new();

    /// <summary>Null unless seats were asked for.</summary>
    public FlowController? Flow { get; }

    public RecordingStore Store { get; } = new();

    public List<HealthResult> Health { get; } = [new("ping", Ok: true), new("etcd", Ok: true)];

    public bool MayServe { get; set; } = true;

    /// <summary>Sends a request and waits for the whole answer. Headers: "Name: value" lines.</summary>
    public async Task<Answer> SendAsync(
        string method, string target, string? body = null, string? token = "admin", string headers = "")
    {
        var output = new MemoryStream();
        var http = Context(method, target, body, token, headers, output, TestContext.Current.CancellationToken);
        await _pipeline.InvokeAsync(http);
        return new Answer(http.Response.StatusCode, http.Response.Headers, output.ToArray());
    }

    /// <summary>Sends a request whose answer goes to a stream.</summary>
    public Task SendToAsync(Stream output, string method, string target) =>
        _pipeline.InvokeAsync(Context(method, target, null, "admin", "", output, TestContext.Current.CancellationToken));

    public Task<Answer> GetAsync(string target, string headers = "") => SendAsync("GET", target, headers: headers);

    /// <summary>Starts a request whose answer goes on: a watch.</summary>
    public RunningWatch Watch(string target, string headers = "") => Watch(target, headers, out _);

    /// <summary>The same; the headers of the answer are complete when something was written.</summary>
    public RunningWatch Watch(string target, string headers, out IHeaderDictionary answer)
    {
        var watch = new RunningWatch();
        var http = Context("GET", target, null, "admin", headers, watch.Output, watch.Aborted);
        answer = http.Response.Headers;
        watch.Run(_pipeline.InvokeAsync(http));
        return watch;
    }

    public void Stop() => _stopping.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _caches.DisposeAsync();
        _stopping.Dispose();
    }

    ICollectionFeed ICollectionFeeds.Open(GroupResource collection) => Feed;

    IReadOnlyList<HealthResult> IReadiness.Check(HealthEndpoint endpoint) => Health;

    private static DiscoveryAnswer? Discover(DiscoveryRequest request) => request.Path.TrimEnd('/') switch
    {
        "/version" or "/apis/apps" or "/api" or "" => new DiscoveryAnswer(200, "application/json", "{}"u8.ToArray()),
        _ => null,
    };

    private static DefaultHttpContext Context(
        string method, string target, string? body, string? token, string headers, Stream output, CancellationToken aborted)
    {
        var http = new DefaultHttpContext();
        http.Features.Get<IHttpRequestFeature>()!.RawTarget = target;
        http.Request.Method = method;
        http.Response.Body = output;
        http.RequestAborted = aborted;
        if (token is not null)
        {
            http.Request.Headers.Authorization = $"Bearer {token}";
        }

        foreach (var line in headers.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':');
            http.Request.Headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        if (body is not null)
        {
            http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
            http.Request.ContentLength ??= Encoding.UTF8.GetByteCount(body);
        }

        return http;
    }
}
