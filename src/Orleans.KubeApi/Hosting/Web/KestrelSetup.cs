using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Orleans.KubeApi.Hosting.Certificates;
using Orleans.KubeApi.Http;

namespace Orleans.KubeApi.Hosting.Web;

/// <summary>
/// The HTTPS listener: TLS 1.2 and 1.3, HTTP/1.1 and HTTP/2, the limits of design §10. A client certificate is optional. One that doesn't
/// lead to our authorities is taken away after the handshake and leaves <see cref="RejectedClientCertificate"/>, so that its owner gets a
/// readable 401, as from kube-apiserver, instead of a broken handshake; nobody further in ever sees an unverified certificate.
/// </summary>
internal static class KestrelSetup
{
    /// <summary>Bytes of one request's body that Kestrel lets through: the front end's own limit (3 MiB) answers first.</summary>
    private const long BodyBackstopBytes = 3 * 1024 * 1024 + 64 * 1024;
    private const int MaxConnections = 20_000;

    private static readonly CipherSuitesPolicy? StrongSuites = CreateStrongSuites();

    /// <summary>Sets limits and the listening address.</summary>
    public static void Configure(KestrelServerOptions kestrel, KubeApiOptions options, ServerCertificates certificates)
    {
        kestrel.AddServerHeader = false;
        SetLimits(kestrel.Limits, options);
        kestrel.Listen(IPAddress.Parse(options.BindAddress), options.SecurePort, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(Tls(certificates));
            listen.Use(static next => connection =>
            {
                TakeAwayUnverified(connection);
                return next(connection);
            });
        });
    }

    private static void SetLimits(KestrelServerLimits limits, KubeApiOptions options)
    {
        limits.MaxRequestLineSize = 64 * 1024;
        limits.MaxRequestHeadersTotalSize = 1024 * 1024;
        limits.MaxRequestHeaderCount = 200;
        limits.MaxRequestBodySize = BodyBackstopBytes;
        limits.MaxConcurrentConnections = MaxConnections;
        limits.MaxConcurrentUpgradedConnections = MaxConnections / 2;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(32);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(90);
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

        // client-go opens a second connection when a first one's streams are used up, so the figure is only a fairness bound.
        limits.Http2.MaxStreamsPerConnection = options.Http2MaxStreamsPerConnection;
        limits.Http2.MaxRequestHeaderFieldSize = 1024 * 1024;
        limits.Http2.InitialStreamWindowSize = 256 * 1024;
        limits.Http2.InitialConnectionWindowSize = 4 * 1024 * 1024;

        // A watch may be silent for a minute; without pings a vanished client would hold its watch until the next event.
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(15);
    }

    private static TlsHandshakeCallbackOptions Tls(ServerCertificates certificates)
    {
        // Offline: the chain is what we were given; a certificate must not make the server fetch its issuers.
        var serving = SslStreamCertificateContext.Create(certificates.Serving, certificates.ServingChain, offline: true);
        var clients = ClientCertificatePolicy.Create(certificates.ClientAuthorities);
        return new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = TimeSpan.FromSeconds(10),
            OnConnection = context => new ValueTask<SslServerAuthenticationOptions>(Handshake(context.Connection, serving, clients)),
        };
    }

    private static SslServerAuthenticationOptions Handshake(
        ConnectionContext connection, SslStreamCertificateContext serving, X509ChainPolicy clients) => new()
        {
            ServerCertificateContext = serving,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CipherSuitesPolicy = StrongSuites,
            AllowRenegotiation = false,
            ClientCertificateRequired = true, // Asked for; the callback lets a client without one pass.
            CertificateChainPolicy = clients,
            RemoteCertificateValidationCallback = (_, _, _, errors) =>
            {
                if ((errors & ~SslPolicyErrors.RemoteCertificateNotAvailable) != SslPolicyErrors.None)
                {
                    connection.Features.Set(new RejectedClientCertificate());
                }

                return true;
            },
        };

    private static void TakeAwayUnverified(ConnectionContext connection)
    {
        if (connection.Features.Get<RejectedClientCertificate>() is not null
            && connection.Features.Get<ITlsConnectionFeature>() is { } tls)
        {
            tls.ClientCertificate = null;
        }
    }

    /// <summary>Forward secrecy and authenticated encryption only. Windows knows no list per connection; its policy rules there.</summary>
    private static CipherSuitesPolicy? CreateStrongSuites()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
        {
            return null;
        }

        return new CipherSuitesPolicy(
        [
            TlsCipherSuite.TLS_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
            TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        ]);
    }
}
