using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.ClusterTests.Security;

/// <summary>A webhook for SubjectAccessReview on real HTTPS; what it says can be changed.</summary>
internal sealed class AccessService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _questions;

    private AccessService(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public int Questions => Volatile.Read(ref _questions);

    public string Url => _app.Urls.First();

    /// <summary>The status of its answers, or text that is none.</summary>
    public string Answer { get; set; } = """{"allowed":false}""";

    /// <summary>The last question.</summary>
    public JsonNode? Last { get; private set; }

    public static async Task<AccessService> StartAsync(X509Certificate2 certificate, CancellationToken cancellation)
    {
        var service = new AccessService(certificate);
        await service._app.StartAsync(cancellation);
        return service;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        Last = (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!;
        Interlocked.Increment(ref _questions);
        http.Response.ContentType = "application/json";
        var review = $$"""{"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview","status":{{Answer}}}""";
        await http.Response.WriteAsync(Answer.StartsWith('{') ? review : Answer, http.RequestAborted);
    }
}
