using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Orleans.KubeApi.Tests.Support;

namespace Orleans.KubeApi.ClusterTests.Security;

/// <summary>A webhook for TokenReview on real HTTPS that knows one token, and counts questions.</summary>
internal sealed class ReviewService : IAsyncDisposable
{
    public const string Token = "known-to-the-webhook";
    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate = LoopbackHttps.NewCertificate();
    private int _questions;

    private ReviewService() => _app = LoopbackHttps.Create(_certificate, AnswerAsync);

    public int Questions => Volatile.Read(ref _questions);

    /// <summary>The kubeconfig that leads here.</summary>
    public string Kubeconfig => LoopbackHttps.Kubeconfig(_app.Urls.First() + "/", _certificate);

    public static async Task<ReviewService> StartAsync(CancellationToken cancellation)
    {
        var service = new ReviewService();
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
        var review = (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!;
        var isKnown = review["spec"]!["token"]!.GetValue<string>() == Token;
        if (isKnown)
        {
            Interlocked.Increment(ref _questions);
        }

        review["status"] = isKnown
            ? JsonNode.Parse("""{"authenticated":true,"user":{"username":"hook","uid":"7","groups":["hooked"],"extra":{"a.b/c":["d"]}}}""")
            : JsonNode.Parse("""{"authenticated":false}""");
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(review.ToJsonString(), http.RequestAborted);
    }
}
