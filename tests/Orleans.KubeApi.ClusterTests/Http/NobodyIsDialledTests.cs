using System.Net;
using System.Net.Sockets;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Http;

/// <summary>Connections beyond this server (proxy, exec, aggregated APIs): there is nobody it would dial, whatever objects say.</summary>
public sealed class NobodyIsDialledTests(EmbeddedServer embedded) : HttpTestBase(embedded)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("websocket", "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n")]
    [InlineData("SPDY/3.1", "Connection: Upgrade\r\n")]
    public async Task S15_UpgradeThatIsRefused_LeavesTheConnectionWithoutAnybodysRights(string protocol, string headers)
    {
        await using var connection = await RawConnection.OpenAsync(Embedded.Server.Url, http2: false, Cancellation);

        var answers = await connection.ExchangeAsync(
            $"GET /api/v1/namespaces/{Namespace}/pods/none/exec?command=sh HTTP/1.1\r\nHost: x\r\nUpgrade: {protocol}\r\n{headers}"
            + $"Authorization: Bearer {KubeServer.AdminToken}\r\n\r\n"
            + $"GET /api/v1/namespaces/{Namespace}/secrets HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", Silence, Cancellation);

        Assert.StartsWith("HTTP/1.1 404", answers, StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP/1.1 101", answers, StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP/1.1 200", answers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S16_AggregatedServer_IsNeverAskedNorItsRedirectRelayed()
    {
        using var target = new TcpListener(IPAddress.Loopback, 0);
        target.Start();
        var port = ((IPEndPoint)target.LocalEndpoint).Port;
        var group = $"{Namespace}.example.com";
        (await Client.PostAsync($"/api/v1/namespaces/{Namespace}/services", $$$"""
            {"metadata":{"name":"agg"},"spec":{"type":"ExternalName","externalName":"127.0.0.1","ports":[{"port":{{{port}}} }]} }
            """, Cancellation)).MustBe(201);
        const string services = "/apis/apiregistration.k8s.io/v1/apiservices";
        (await Client.PostAsync(services, $$$"""
            {"metadata":{"name":"v1.{{{group}}}"},"spec":{"group":"{{{group}}}","version":"v1","groupPriorityMinimum":1,"versionPriority":1,
             "insecureSkipTLSVerify":true,"service":{"namespace":"{{{Namespace}}}","name":"agg","port":{{{port}}} } } }
            """, Cancellation)).MustBe(201);

        foreach (var path in new[] { $"/apis/{group}/v1", $"/apis/{group}/v1/things", $"/apis/{group}" })
        {
            Assert.InRange((await Client.GetAsync(path, Cancellation)).Code, 400, 503);
        }

        Assert.False(target.Pending());
        (await Client.DeleteAsync($"{services}/v1.{group}", Cancellation)).MustBe(200);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public async Task S18_ProxyToForbiddenAddress_IsRefused(string address)
    {
        using var target = new TcpListener(IPAddress.Loopback, 0);
        target.Start();
        var port = ((IPEndPoint)target.LocalEndpoint).Port;
        var pods = $"/api/v1/namespaces/{Namespace}/pods";
        (await Client.PostAsync(
            pods, """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""", Cancellation)).MustBe(201);
        await Client.PatchAsync($"{pods}/p/status", $$$"""
            {"status":{"podIP":"{{{address}}}","podIPs":[{"ip":"{{{address}}}"}]}}
            """, KubeHttp.MergePatch, Cancellation);
        var node = $"n-{Namespace}";
        (await Client.PostAsync("/api/v1/nodes", $$$"""
            {"metadata":{"name":"{{{node}}}"}}
            """, Cancellation)).MustBe(201);
        await Client.PatchAsync($"/api/v1/nodes/{node}/status", $$$"""
            {"status":{"addresses":[{"type":"InternalIP","address":"{{{address}}}"}]}}
            """, KubeHttp.MergePatch, Cancellation);

        const string nodes = "/api/v1/nodes";
        foreach (var path in new[] { $"{pods}/p:{port}/proxy/", $"{nodes}/{node}:{port}/proxy/", $"{nodes}/127.0.0.1:{port}/proxy/" })
        {
            Assert.InRange((await Client.GetAsync(path, Cancellation)).Code, 400, 503);
        }

        Assert.False(target.Pending());
        (await Client.DeleteAsync($"/api/v1/nodes/{node}", Cancellation)).MustBe(200);
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/debug/pprof/")]
    [InlineData("/debug/pprof/profile?seconds=1")]
    [InlineData("/debug/flags/v")]
    [InlineData("/debug/api_priority_and_fairness/dump_queues")]
    [InlineData("/configz")]
    [InlineData("/logs/")]
    [InlineData("/dashboard")]
    public async Task S40_PagesForOperators_AreForbiddenToOthers(string path)
    {
        using var jane = new KubeHttp(Embedded.Server.Url, KubeServer.UserToken);
        using var nobody = new KubeHttp(Embedded.Server.Url, null);

        Assert.Equal((403, 403), ((await jane.GetAsync(path, Cancellation)).Code, (await nobody.GetAsync(path, Cancellation)).Code));
        var put = await jane.SendAsync(HttpMethod.Put, "/debug/flags/v", "10", "text/plain", Cancellation);
        Assert.Equal(403, put.Code);
    }
}
