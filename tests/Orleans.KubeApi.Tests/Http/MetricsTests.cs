using System.Text;
using Orleans.KubeApi.Http.FlowControl;
using Orleans.KubeApi.Http.Measuring;
using Orleans.KubeApi.Telemetry;
using Xunit;

namespace Orleans.KubeApi.Tests.Http;

public sealed class MetricsTests
{
    private const string Mark = "zqx";
    private const string Pods = "component=\"apiserver\",dry_run=\"\",group=\"\",resource=\"pods\"";

    [Fact]
    public async Task Metrics_AfterRequests_CountThemUnderTheOriginalsNames()
    {
        await using var server = new FrontEnd();
        await server.GetAsync("/api/v1/namespaces/a/pods/none");
        await server.GetAsync("/api/v1/namespaces/a/pods");
        await server.GetAsync("/api/v1/pods");

        var text = await ReadAsync(server);

        Assert.Contains(Total($"code=\"404\",{Pods},scope=\"resource\",subresource=\"\",verb=\"GET\",version=\"v1\"", 1), text);
        Assert.Contains(Total($"code=\"200\",{Pods},scope=\"namespace\",subresource=\"\",verb=\"LIST\",version=\"v1\"", 1), text);
        Assert.Contains(Total($"code=\"200\",{Pods},scope=\"cluster\",subresource=\"\",verb=\"LIST\",version=\"v1\"", 1), text);
        Assert.Contains(
            $"apiserver_request_duration_seconds_count{{{Pods},scope=\"cluster\",subresource=\"\",verb=\"LIST\",version=\"v1\"}} 1\n",
            text);
        Assert.Contains(
            "apiserver_response_sizes_count{component=\"apiserver\",group=\"\",resource=\"pods\",scope=\"cluster\",subresource=\"\"", text);
        Assert.Contains("le=\"1e+06\"", text);
    }

    [Fact]
    public async Task Metrics_ListWithoutLength_HasItsSize()
    {
        await using var server = new FrontEnd();
        var answer = await server.GetAsync("/api/v1/pods");

        var text = await ReadAsync(server);

        Assert.Contains(
            "apiserver_response_sizes_sum{component=\"apiserver\",group=\"\",resource=\"pods\",scope=\"cluster\",subresource=\"\","
            + $"verb=\"LIST\",version=\"v1\"}} {answer.Bytes.Length}\n", text);
    }

    [Fact]
    public async Task S29_Metrics_EndlessNames_MakeNoSeriesAndAreNotShown()
    {
        await using var server = new FrontEnd(seats: 10);
        await SendNamesAsync(server, 0);
        await ReadAsync(server); // which is a request too
        var before = SeriesOf(await ReadAsync(server));
        for (var i = 1; i < 50; i++)
        {
            await SendNamesAsync(server, i);
        }

        var after = await ReadAsync(server);

        Assert.Empty(SeriesOf(after).Except(before));
        Assert.DoesNotContain(Mark, after, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Metrics_WrongToken_CountsAFailureAndA401()
    {
        await using var server = new FrontEnd();
        await server.SendAsync("GET", "/api/v1/pods", token: "wrong");

        var text = await ReadAsync(server);

        Assert.Contains("authentication_attempts{result=\"failure\"} 1\n", text);
        Assert.Contains(Total($"code=\"401\",{Pods},scope=\"cluster\",subresource=\"\",verb=\"LIST\",version=\"v1\"", 1), text);
    }

    [Fact]
    public async Task Metrics_UserWithoutTheRight_Gets403()
    {
        await using var server = new FrontEnd();

        Assert.Equal(403, (await server.SendAsync("GET", "/metrics", token: "alice")).Code);
        Assert.Equal(403, (await server.SendAsync("GET", "/metrics", token: null)).Code);
    }

    [Fact]
    public async Task Metrics_Page_HasTheFormatsMediaType()
    {
        await using var server = new FrontEnd();

        var answer = await server.GetAsync("/metrics");

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Headers.ContentType.ToString());
    }

    [Fact]
    public async Task Slis_AfterHealthPages_CountTheirChecksAndNothingElse()
    {
        await using var server = new FrontEnd();
        server.Health[1] = new("etcd", Ok: false);
        await server.GetAsync("/livez?exclude=ping");
        await server.GetAsync("/livez/ping"); // asks for one, which the original doesn't count
        await server.GetAsync("/readyz");

        var text = Encoding.UTF8.GetString((await server.GetAsync("/metrics/slis")).Bytes);

        Assert.Equal(
            """
            # HELP kubernetes_healthcheck 1 if a health check passed when it was last asked for, else 0.
            # TYPE kubernetes_healthcheck gauge
            kubernetes_healthcheck{name="etcd",type="livez"} 0
            kubernetes_healthcheck{name="etcd",type="readyz"} 0
            kubernetes_healthcheck{name="ping",type="readyz"} 1
            # HELP kubernetes_healthchecks_total Results of health checks.
            # TYPE kubernetes_healthchecks_total counter
            kubernetes_healthchecks_total{name="etcd",status="error",type="livez"} 1
            kubernetes_healthchecks_total{name="etcd",status="error",type="readyz"} 1
            kubernetes_healthchecks_total{name="ping",status="success",type="readyz"} 1

            """, text);
        Assert.Equal(403, (await server.SendAsync("GET", "/metrics/slis", token: "alice")).Code);
        Assert.Equal(404, (await server.GetAsync("/metrics/slis/")).Code);
    }

    [Fact]
    public async Task Metrics_OpenWatch_IsCountedWhileItIsOpen()
    {
        await using var server = new FrontEnd();
        const string Series = "apiserver_longrunning_requests{component=\"apiserver\",group=\"\",resource=\"pods\",scope=\"cluster\","
            + "subresource=\"\",verb=\"WATCH\",version=\"v1\"}";
        using var watch = server.Watch("/api/v1/pods?watch=1");
        Assert.Contains(Series + " 1\n", await ReadAsync(server)); // routing comes before the first wait

        watch.Abort();
        await watch.EndAsync();

        Assert.Contains(Series + " 0\n", await ReadAsync(server));
    }

    [Fact]
    public void Flow_AllFamilies_HaveTheirOwnHelp()
    {
        var registry = new MetricRegistry();
        registry.Add(new FlowSource(new FlowMetrics(new FlowController(600, TimeProvider.System))));

        var text = Encoding.UTF8.GetString(registry.Collect().Utf8.Span);

        Assert.Contains("apiserver_flowcontrol_nominal_limit_seats{priority_level=\"catch-all\"}", text);
        Assert.Contains("apiserver_flowcontrol_request_wait_duration_seconds_bucket{", text);
        Assert.DoesNotContain("Flow control.\n", text);
    }

    [Fact]
    public void InFlight_Most_IsThatOfTheLastSecond()
    {
        var watch = new InFlightWatch();
        watch.Begin(10);
        watch.Begin(10);
        watch.End();
        watch.End();

        Assert.Equal(2, watch.Most(10));
        Assert.Equal(2, watch.Most(11));
        Assert.Equal(0, watch.Most(12));
        Assert.Equal(0, watch.Most(20));
    }

    // Everything of a request that a sender chooses, each time another.
    private static async Task SendNamesAsync(FrontEnd server, int i)
    {
        var name = $"{Mark}{i}";
        foreach (var target in new[]
        {
            $"/apis/{name}.example.com/v{i}/namespaces/{name}/{name}", $"/{name}", $"/openapi/v3/{name}", $"/healthz/{name}",
            $"/api/v1/namespaces/{name}/pods/{name}", $"/api/v1/namespaces/a/pods/p/{name}", $"/api/v1/namespaces/a/pods/p/log/{name}",
            $"/api/v1/namespaces/{name}/services/{name}/proxy/{name}", $"/api/v1/{name}", $"/apis/apps/{name}/deployments",
            $"/api/v1/pods?labelSelector={name}%3Da&limit={i}", $"/api/v1/namespaces/{name}/endpoints", $"/api/v1/proxy/nodes/{name}",
        })
        {
            await server.GetAsync(target, $"User-Agent: {name}\nX-Request-Id: {name}\nAudit-Id: {name}");
        }

        await server.SendAsync(name.ToUpperInvariant(), "/api/v1/namespaces/a/pods");
        await server.SendAsync("POST", $"/api/v1/namespaces/a/pods?dryRun={name}&fieldManager={name}", "{}");
        await server.SendAsync("PATCH", $"/api/v1/namespaces/a/pods/{name}", "{}", headers: $"Content-Type: application/{name}");
        await server.SendAsync("GET", "/api/v1/pods", token: name);
        await server.SendAsync("GET", "/api/v1/pods", headers: $"Impersonate-User: {name}");
        await server.SendAsync("GET", "/api/v1/pods", token: "alice", headers: $"Impersonate-User: {name}");
    }

    private static HashSet<string> SeriesOf(string page) =>
        [.. page.Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(l => l[..l.LastIndexOf(' ')])];

    private static string Total(string labels, int count) => $"apiserver_request_total{{{labels}}} {count}\n";

    private static async Task<string> ReadAsync(FrontEnd server)
    {
        var answer = await server.GetAsync("/metrics");
        Assert.Equal(200, answer.Code);
        return Encoding.UTF8.GetString(answer.Bytes);
    }
}
