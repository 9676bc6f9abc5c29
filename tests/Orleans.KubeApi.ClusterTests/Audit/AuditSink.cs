using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Orleans.KubeApi.Tests.Support;

namespace Orleans.KubeApi.ClusterTests.Audit;

/// <summary>A service on real HTTPS that takes audit events: at once, after some refusals, or when a test lets it.</summary>
internal sealed class AuditSink : IAsyncDisposable
{
    private const string Token = "sink-token";
    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate = LoopbackHttps.NewCertificate();
    private readonly ConcurrentQueue<JsonNode> _events = [];
    private TaskCompletionSource _open = new();
    private int _refusals;

    private AuditSink()
    {
        _open.SetResult();
        _app = LoopbackHttps.Create(_certificate, TakeAsync);
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
    public string Kubeconfig() => LoopbackHttps.Kubeconfig($"{_app.Urls.First()}/events?from=test", _certificate, Token);

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
}
