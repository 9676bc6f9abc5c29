using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>
/// A plain HTTP/2 client of one server process, so that a test says exactly which bytes it sends and sees exactly what comes back.
/// Certificates aren't checked here: kubectl and the typed client do that in their own tests.
/// </summary>
internal sealed class KubeHttp : IDisposable
{
    public const string Json = "application/json";
    public const string MergePatch = "application/merge-patch+json";
    public const string JsonPatch = "application/json-patch+json";
    public const string StrategicPatch = "application/strategic-merge-patch+json";
    public const string ApplyPatch = "application/apply-patch+yaml";

    private readonly HttpClient _client;

    /// <param name="url">Where the server is.</param>
    /// <param name="token">Who asks; null for nobody.</param>
    /// <param name="layer">What lies between the test and the server, if anything.</param>
    public KubeHttp(Uri url, string? token, DelegatingHandler? layer = null)
    {
        Url = url;
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = TimeSpan.FromSeconds(2),
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        if (layer is not null)
        {
            layer.InnerHandler = handler;
        }

        _client = new HttpClient(layer ?? (HttpMessageHandler)handler)
        {
            BaseAddress = url,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (token is not null)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public Uri Url { get; }

    /// <summary>True when the answer to a request was lost: whether the server did it is unknown.</summary>
    public static bool IsConnectionLoss(Exception error) =>
        error is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException;

    public Task<KubeResponse> GetAsync(string path, CancellationToken cancellation, string? accept = null) =>
        SendAsync(HttpMethod.Get, path, null, Json, cancellation, accept);

    public Task<KubeResponse> PostAsync(string path, string body, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, path, body, Json, cancellation);

    public Task<KubeResponse> PutAsync(string path, string body, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Put, path, body, Json, cancellation);

    public Task<KubeResponse> PatchAsync(string path, string body, string type, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Patch, path, body, type, cancellation);

    public Task<KubeResponse> DeleteAsync(string path, CancellationToken cancellation, string? body = null) =>
        SendAsync(HttpMethod.Delete, path, body, Json, cancellation);

    public async Task<KubeResponse> SendAsync(
        HttpMethod method, string path, string? body, string type, CancellationToken cancellation, string? accept = null)
    {
        using var request = Request(method, path, body, type, accept);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        return new KubeResponse((int)response.StatusCode, text, response.Headers, response.Content.Headers.ContentType?.ToString());
    }

    /// <summary>Sends a body of any form; it is disposed.</summary>
    public async Task<KubeResponse> SendAsync(HttpMethod method, string path, HttpContent content, CancellationToken cancellation)
    {
        using var request = Request(method, path, null, Json, null);
        request.Content = content;
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        return new KubeResponse((int)response.StatusCode, text, response.Headers, response.Content.Headers.ContentType?.ToString());
    }

    /// <summary>Opens a watch; <paramref name="path"/> carries the whole query. A refusal is thrown as <see cref="KubeRefusal"/>.</summary>
    public async Task<WatchStream> WatchAsync(string path, CancellationToken cancellation)
    {
        var request = Request(HttpMethod.Get, path, null, Json, null);
        var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            using (response)
            {
                throw new KubeRefusal((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellation));
            }
        }

        return new WatchStream(response, await response.Content.ReadAsStreamAsync(cancellation));
    }

    /// <summary>Opens an answer that goes on; the caller reads its content.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, string accept, CancellationToken cancellation)
    {
        var response = await _client.SendAsync(
            Request(HttpMethod.Get, path, null, Json, accept), HttpCompletionOption.ResponseHeadersRead, cancellation);
        return response.EnsureSuccessStatusCode();
    }

    public void Dispose() => _client.Dispose();

    private static HttpRequestMessage Request(HttpMethod method, string path, string? body, string type, string? accept)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TryAddWithoutValidation("Accept", accept ?? Json);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        return request;
    }
}
