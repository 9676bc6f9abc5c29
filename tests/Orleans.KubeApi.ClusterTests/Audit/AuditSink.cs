using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.ClusterTests.Audit;

/// <summary>A service on real HTTPS that takes audit events: at once, after some refusals, or when a test lets it.</summary>
internal sealed class AuditSink : IAsyncDisposable
{
    private const string Token = "sink-token";
    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate;
    private readonly ConcurrentQueue<JsonNode> _events = [];
    private TaskCompletionSource _open = new();
    private int _refusals;

    private AuditSink()
    {
        _certificate = NewCertificate();
        _open.SetResult();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate)));
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    public IReadOnlyList<JsonNode> Events => [.. _events];

    public static async Task<AuditSink> StartAsync(CancellationToken cancellation)
    {
        var sink = new AuditSink();
        await sink._app.StartAsync(cancellation);
        return sink;
    }

    /// <summary>The next calls are answered with 500.</summary>
    public void Refuse(int calls) => Volatile.Write(ref _refusals, calls);

    /// <summary>Calls hang from now on.</summary>
    public void Hang() => _open = new TaskCompletionSource();

    /// <summary>The kubeconfig that leads here.</summary>
    public string Kubeconfig() => $$$"""
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: sink, user: me}}]
        clusters:
        - name: sink
          cluster:
            server: {{{_app.Urls.First()}}}/events?from=test
            certificate-authority-data: {{{Convert.ToBase64String(Encoding.ASCII.GetBytes(_certificate.ExportCertificatePem()))}}}
        users: [{name: me, user: {token: {{{Token}}}}}]
        """;

    public async ValueTask DisposeAsync()
    {
        _open.TrySetResult();
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    private async Task TakeAsync(HttpContext http)
    {
        await _open.Task.WaitAsync(http.RequestAborted);
        var list = (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!;
        if (Interlocked.Decrement(ref _refusals) >= 0 || http.Request.Headers.Authorization != $"Bearer {Token}"
            || list["kind"]!.GetValue<string>() != "EventList")
        {
            http.Response.StatusCode = 500;
            return;
        }

        foreach (var item in list["items"]!.AsArray())
        {
            _events.Enqueue(item!);
        }
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=sink", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
