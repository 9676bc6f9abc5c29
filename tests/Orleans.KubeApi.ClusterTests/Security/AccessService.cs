using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Orleans.KubeApi.Tests.Support;

namespace Orleans.KubeApi.ClusterTests.Security;

/// <summary>A webhook for SubjectAccessReview on real HTTPS; what it says can be changed.</summary>
internal sealed class AccessService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate = LoopbackHttps.NewCertificate();
    private int _questions;

    private AccessService() => _app = LoopbackHttps.Create(_certificate, AnswerAsync);

    public int Questions => Volatile.Read(ref _questions);

    /// <summary>The kubeconfig that leads here.</summary>
    public string Kubeconfig => LoopbackHttps.Kubeconfig(_app.Urls.First() + "/", _certificate);

    /// <summary>The status of its answers, or text that is none.</summary>
    public string Answer { get; set; } = """{"allowed":false}""";

    /// <summary>The last question.</summary>
    public JsonNode? Last { get; private set; }

    public static async Task<AccessService> StartAsync(CancellationToken cancellation)
    {
        var service = new AccessService();
        await service._app.StartAsync(cancellation);
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        Last = (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!;
        Interlocked.Increment(ref _questions);
        http.Response.ContentType = "application/json";
        var review = $$"""{"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview","status":{{Answer}}}""";
        await http.Response.WriteAsync(Answer.StartsWith('{') ? review : Answer, http.RequestAborted);
    }
}
