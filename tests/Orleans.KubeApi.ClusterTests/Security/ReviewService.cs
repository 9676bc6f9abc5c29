using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.ClusterTests.Security;

/// <summary>A webhook for TokenReview on real HTTPS that knows one token, and counts questions.</summary>
internal sealed class ReviewService : IAsyncDisposable
{
    public const string Token = "known-to-the-webhook";
    private readonly WebApplication _app;
    private int _questions;

    private ReviewService(X509Certificate2 certificate)
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

    public static async Task<ReviewService> StartAsync(X509Certificate2 certificate, CancellationToken cancellation)
    {
        var service = new ReviewService(certificate);
        await service._app.StartAsync(cancellation);
        return service;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

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
