using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Observability;

/// <summary>Spans of a real server at a collector that is only a gRPC endpoint.</summary>
public sealed class TracingTests
{
    private static readonly byte[] TraceId = Convert.FromHexString("4bf92f3577b34da6a3ce929d0e0e4736");

    [Fact]
    public async Task Server_WithEndpoint_SendsSpansFromRequestToCommit()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var received = new List<byte[]>();
        await using var collector = await CollectAsync(received, cancellation);
        var endpoint = collector.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        await using var server = await KubeServer.StartNewAsync(
            new KubeServerOptions { MoreArguments = ["--tracing-endpoint", endpoint] }, cancellation);

        using var client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
            ActivityHeadersPropagator = null,
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Url, "/api/v1/namespaces/default/configmaps"))
        {
            Content = new StringContent("""{"metadata":{"name":"traced"}}""", null, "application/json"),
        };
        request.Headers.Add("Authorization", $"Bearer {KubeServer.AdminToken}");
        request.Headers.Add("traceparent", $"00-{Convert.ToHexStringLower(TraceId)}-00f067aa0ba902b7-01");
        (await client.SendAsync(request, cancellation)).EnsureSuccessStatusCode();

        // Spans are sent every five seconds.
        await Eventually.HoldsAsync("the request's trace arrived, down to the commit", TimeSpan.FromSeconds(60), _ =>
        {
            lock (received)
            {
                var all = received.SelectMany(b => b).ToArray().AsSpan();
                return Task.FromResult(all.IndexOf("POST /api/v1/namespaces/{:namespace}/configmaps"u8) >= 0
                    && all.IndexOf("commit"u8) >= 0 && all.IndexOf(TraceId) >= 0);
            }
        }, cancellation);
    }

    private static async Task<WebApplication> CollectAsync(List<byte[]> received, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(
            System.Net.IPAddress.Loopback,
            0, listen => listen.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        app.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            lock (received)
            {
                received.Add(body.ToArray());
            }

            http.Response.ContentType = "application/grpc";
            http.Response.DeclareTrailer("grpc-status");
            await http.Response.Body.WriteAsync(new byte[5], http.RequestAborted); // an empty message
            http.Response.AppendTrailer("grpc-status", "0");
        });
        await app.StartAsync(cancellation);
        return app;
    }
}
