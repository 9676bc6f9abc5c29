using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Orleans.KubeApi.ClusterTests.Support;

namespace Orleans.KubeApi.ClusterTests.Security;

/// <summary>A client that shows a certificate of its own and may send any header.</summary>
internal sealed class SecureClient : IDisposable
{
    private readonly HttpClient _client;

    public SecureClient(Uri url, X509Certificate2? certificate = null)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) =>
        {
            Shown = shown is X509Certificate2 seen ? seen.Thumbprint : null;
            return true;
        };
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, [], offline: true);
        }

        _client = new HttpClient(handler) { BaseAddress = url };
    }

    /// <summary>Thumbprint of the server's certificate on the last new connection.</summary>
    public string? Shown { get; private set; }

    public async Task<KubeResponse> GetAsync(string path, CancellationToken cancellation, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request, headers, cancellation);
    }

    /// <summary>Who the server takes this client for: "code" or "name [groups]".</summary>
    public async Task<string> WhoAmIAsync(CancellationToken cancellation, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/apis/authentication.k8s.io/v1/selfsubjectreviews")
        {
            Content = new StringContent("{}", null, "application/json"),
        };
        var answer = await SendAsync(request, headers, cancellation);
        if (answer.Code != 201)
        {
            return answer.Code.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        var user = answer.Json["status"]!["userInfo"]!;
        return $"{user["username"]!.GetValue<string>()} {user["groups"]!.ToJsonString()}";
    }

    public void Dispose() => _client.Dispose();

    private async Task<KubeResponse> SendAsync(
        HttpRequestMessage request, (string Name, string Value)[] headers, CancellationToken cancellation)
    {
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await _client.SendAsync(request, cancellation);
        return new KubeResponse(
            (int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellation), answer.Headers,
            answer.Content.Headers.ContentType?.ToString());
    }
}
