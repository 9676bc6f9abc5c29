using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Orleans.KubeApi.Benchmarks.Load;

/// <summary>
/// A few HTTP/2 connections to the server, used in turn. Cheap on purpose: a shared machine runs the driver and the server, and whatever
/// the driver burns the server can't use. Bodies are drained, not parsed.
/// </summary>
internal sealed class ApiConnection : IDisposable
{
    private const int Connections = 4;
    private readonly HttpClient[] _clients;
    private int _next;

    public ApiConnection(LoadOptions options)
    {
        var credentials = Credentials.From(options);
        _clients = [.. Enumerable.Range(0, Connections).Select(_ => NewClient(options.Url, credentials))];
    }

    /// <summary>Sends one request and drains the answer; returns its status code.</summary>
    public async Task<int> SendAsync(HttpMethod method, string path, byte[]? body, string type, CancellationToken cancellation)
    {
        using var response = await OpenAsync(method, path, body, type, cancellation);
        await response.Content.CopyToAsync(Stream.Null, cancellation);
        return (int)response.StatusCode;
    }

    public async Task<string> ReadAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellation)
    {
        using var response = await OpenAsync(method, path, body, "application/json", cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        return response.IsSuccessStatusCode
            ? text
            : throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {text}");
    }

    /// <summary>Opens a response whose body the caller reads.</summary>
    public Task<HttpResponseMessage> OpenAsync(HttpMethod method, string path, byte[]? body, string type, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(method, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        }

        var client = _clients[(uint)Interlocked.Increment(ref _next) % Connections];
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    public void Dispose()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }
    }

    private static HttpClient NewClient(Uri url, Credentials credentials)
    {
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };

        // Loopback only, see LoadOptions: what is measured is the server, not whose certificate it has.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        if (credentials.Certificate is not null)
        {
            handler.SslOptions.ClientCertificates = [credentials.Certificate];
        }

        var client = new HttpClient(handler) { BaseAddress = url, Timeout = Timeout.InfiniteTimeSpan };
        if (credentials.Token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", credentials.Token);
        }

        return client;
    }

    private sealed record Credentials(string? Token, X509Certificate2? Certificate)
    {
        public static Credentials From(LoadOptions options)
        {
            if (options.Token is not null)
            {
                return new Credentials(options.Token, null);
            }

            var lines = File.ReadLines(options.Kubeconfig!).Select(line => line.Trim().TrimStart('-').Trim().Split(": ", 2)).ToList();
            string? Value(string key) => lines.FirstOrDefault(pair => pair is [var name, _] && name == key)?[1].Trim('"');
            string? Pem(string key) => Value(key) is { } text ? Encoding.UTF8.GetString(Convert.FromBase64String(text)) : null;
            var certificate = (Pem("client-certificate-data"), Pem("client-key-data")) is ({ } pem, { } key)
                ? X509Certificate2.CreateFromPem(pem, key)
                : null;
            return new Credentials(Value("token"), certificate);
        }
    }
}
