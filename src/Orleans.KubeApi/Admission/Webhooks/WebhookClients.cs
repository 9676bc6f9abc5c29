using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>
/// Calls webhooks over HTTPS. Connections are pooled per target; redirects are not followed (an answer may not send this server's
/// credentials or bodies elsewhere), answers are bounded, and texts of failures hold neither bodies nor tokens.
/// </summary>
internal sealed class WebhookClients(IServiceResolver services, TimeProvider time, AdmissionMetrics? metrics = null)
{
    /// <summary>Longer answers fail: a patch has at most 3 MiB, which base64 makes 4.</summary>
    public const int LongestAnswer = 8 << 20;

    private const int TargetsMax = 200;
    private readonly ConcurrentDictionary<(WebhookTarget Target, WebhookCredential? User), HttpMessageInvoker> _clients = new();

    /// <summary>What calls are measured with, or null.</summary>
    public AdmissionMetrics? Metrics => metrics;

    /// <summary>The time now, for measuring.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>Time since then.</summary>
    public TimeSpan Since(long then) => time.GetElapsedTime(then);

    /// <summary>Posts a review and returns the answer's body.</summary>
    /// <exception cref="WebhookCallException">The call failed; the text is the original's where that is known.</exception>
    public async Task<byte[]> PostAsync(
        WebhookTarget target, IWebhookCredentials? credentials, byte[] review, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var address = Address(target, timeout);
        var user = credentials?.For(address.Host, address.Port);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(review) };
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            message.Headers.TryAddWithoutValidation("Accept", "application/json, */*");
            message.Headers.TryAddWithoutValidation("User-Agent", "kube-apiserver-admission");
            if (Authorization(user) is { } header)
            {
                message.Headers.TryAddWithoutValidation("Authorization", header);
            }

            using var response = await Client(target, user).SendAsync(message, both.Token);
            Check(response.StatusCode);
            return await ReadAsync(response, both.Token);
        }
        catch (OperationCanceledException)
        {
            throw new WebhookCallException(Text(address, "context deadline exceeded"));
        }
        catch (HttpRequestException failed)
        {
            // Our own words for services come through the connection callback.
            throw failed.InnerException as WebhookCallException ?? new WebhookCallException(Text(address, Reason(failed, address)));
        }
        catch (IOException)
        {
            throw new WebhookCallException(Text(address, "unexpected EOF"));
        }
    }

    private static Uri Address(WebhookTarget target, TimeSpan timeout)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"?timeout={Math.Ceiling(timeout.TotalSeconds)}s");
        var text = target.Url ?? string.Create(CultureInfo.InvariantCulture, $"https://{target.ServerName}:{target.Port}{target.Path}");
        return Uri.TryCreate(text + query, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps ? address
            : throw new WebhookCallException("could not get REST client: the webhook's address can't be used");
    }

    private HttpMessageInvoker Client(WebhookTarget target, WebhookCredential? user)
    {
        if (_clients.TryGetValue((target, user), out var known))
        {
            return known;
        }

        if (_clients.Count >= TargetsMax)
        {
            _clients.Clear(); // calls under way keep theirs; idle connections end by themselves
        }

        return _clients.GetOrAdd((target, user), Create);
    }

    private HttpMessageInvoker Create((WebhookTarget Target, WebhookCredential? User) key)
    {
        var target = key.Target;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = target.Url is not null,
            AutomaticDecompression = DecompressionMethods.None,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = 64,
        };
        if (target.CaBundle.Length > 0)
        {
            handler.SslOptions.CertificateChainPolicy = Trust(target.CaBundle);
        }

        if (target.Url is null)
        {
            handler.SslOptions.TargetHost = target.ServerName;
            handler.ConnectCallback = (_, token) => ConnectAsync(target, token);
        }

        if (key.User?.Certificate is { } certificate)
        {
            handler.SslOptions.ClientCertificates = [certificate];
        }

        handler.SslOptions.ApplicationProtocols = [SslApplicationProtocol.Http11];
        return new HttpMessageInvoker(handler, disposeHandler: true);
    }

    private static string? Authorization(WebhookCredential? user)
    {
        try
        {
            return user?.Authorization();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new WebhookCallException("failed to call webhook: this server's token for it can't be read");
        }
    }

    private async ValueTask<Stream> ConnectAsync(WebhookTarget target, CancellationToken cancellationToken)
    {
        var (host, port) = await services.ResolveAsync(target.Namespace, target.Service, target.Port, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static X509ChainPolicy Trust(string bundle)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(bundle)));
        }
        catch (Exception wrong) when (wrong is FormatException or CryptographicException)
        {
            throw new WebhookCallException(
                "could not get REST client: unable to load root certificates: unable to parse bytes as PEM block");
        }

        return policy;
    }

    private static void Check(HttpStatusCode code)
    {
        var text = (int)code switch
        {
            >= 200 and <= 206 => null,
            >= 300 and < 400 => "the webhook answered a redirect, which is not followed",
            400 => "the server rejected our request for an unknown reason",
            401 => "the server has asked for the client to provide credentials",
            404 => "the server could not find the requested resource",
            405 => "the server does not allow this method on the requested resource",
            429 => "the server has received too many requests and has asked us to try again later",
            503 => "the server is currently unable to handle the request",
            504 => "the server was unable to return a response in the time allotted, but may still be processing the request",
            >= 500 => "an error on the server (\"unknown\") has prevented the request from succeeding",
            var other => $"the server responded with the status code {other} but did not return more details",
        };
        if (text is not null)
        {
            throw new WebhookCallException("failed to call webhook: " + text, (int)code);
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var chunk = new byte[16 << 10];
        for (int read; (read = await stream.ReadAsync(chunk, cancellationToken)) > 0;)
        {
            body.Write(chunk, 0, read);
            if (body.Length > LongestAnswer)
            {
                throw new WebhookCallException($"failed to call webhook: the answer is longer than {LongestAnswer} bytes");
            }
        }

        return body.ToArray();
    }

    private static string Text(Uri address, string reason) => $"failed to call webhook: Post \"{address}\": {reason}";

    private static string Reason(HttpRequestException failed, Uri address) => failed.InnerException switch
    {
        AuthenticationException untrusted => "tls: failed to verify certificate: x509: "
            + (untrusted.Message.Contains(nameof(SslPolicyErrors.RemoteCertificateNameMismatch), StringComparison.Ordinal)
                ? $"certificate is not valid for {address.Host}" : "certificate signed by unknown authority"),
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            $"dial tcp {address.Host}:{address.Port}: connect: connection refused",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } =>
            $"dial tcp: lookup {address.Host}: no such host",
        SocketException unreachable => $"dial tcp {address.Host}:{address.Port}: connect: {unreachable.SocketErrorCode}",
        _ => "EOF",
    };
}
