using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Orleans.KubeApi.Tests.Support;

namespace Orleans.KubeApi.ClusterTests.Admission;

/// <summary>A real HTTPS server of webhooks: one path each, which the test answers. All reviews are kept in the order they came.</summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Func<JsonNode, HttpContext, Task<JsonObject?>>> _hooks = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Hook, JsonNode Request)> _reviews = new();

    private WebhookServer(X509Certificate2 certificate)
    {
        _app = LoopbackHttps.Create(certificate, AnswerAsync);
        CaBundle = Convert.ToBase64String(Encoding.UTF8.GetBytes(certificate.ExportCertificatePem()));
    }

    /// <summary>What a configuration must trust.</summary>
    public string CaBundle { get; }

    public int Port => new Uri(_app.Urls.First()).Port;

    /// <summary>What was asked so far: the path's name and the review's request.</summary>
    public IReadOnlyList<(string Hook, JsonNode Request)> Reviews => [.. _reviews];

    public static async Task<WebhookServer> StartAsync(CancellationToken cancellation)
    {
        var server = new WebhookServer(LoopbackHttps.NewCertificate("hook.default.svc"));
        await server._app.StartAsync(cancellation);
        return server;
    }

    /// <summary>Answers a path; what the function returns becomes the review's response (its uid is added), null leaves the answer to
    /// it.</summary>
    public void On(string hook, Func<JsonNode, HttpContext, Task<JsonObject?>> answer) => _hooks[hook] = answer;

    /// <summary>Answers a path at once.</summary>
    public void On(string hook, Func<JsonNode, JsonObject> answer) =>
        On(hook, (request, _) => Task.FromResult<JsonObject?>(answer(request)));

    /// <summary>A response that allows and patches.</summary>
    public static JsonObject Patch(string patch) => new()
    {
        ["allowed"] = true, ["patchType"] = "JSONPatch", ["patch"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(patch)),
    };

    public void Forget() => _reviews.Clear();

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var hook = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0].Trim('/');
        var review = (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!;
        var request = review["request"]!;
        _reviews.Enqueue((hook, request));
        if (await _hooks[hook](request, http) is not { } response)
        {
            return;
        }

        response["uid"] ??= request["uid"]!.GetValue<string>();
        var answer = new JsonObject
        {
            ["kind"] = "AdmissionReview", ["apiVersion"] = review["apiVersion"]!.GetValue<string>(), ["response"] = response,
        };
        await http.Response.WriteAsync(answer.ToJsonString(), http.RequestAborted);
    }
}
