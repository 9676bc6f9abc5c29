using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Orleans.KubeApi.Authentication.Certificates;
using Orleans.KubeApi.Hosting.Certificates;
using Orleans.KubeApi.Http;

namespace Orleans.KubeApi.Hosting.Web;

/// <summary>
/// The HTTPS listener: TLS 1.2 and 1.3, HTTP/1.1 and HTTP/2, the limits of design §10. A client certificate is optional, and the handshake
/// only
/// proves that the client has its key. Whose it is, authentication finds out with each request, by the authorities of that moment: so a
/// client with a wrong one gets a readable 401, as from kube-apiserver, and one whose authority is taken away loses its open connections
/// too.
/// </summary>
internal static class KestrelSetup
{
    /// <summary>Bytes of one request's body that Kestrel lets through: the front end's own limit (3 MiB) answers first.</summary>
    private const long BodyBackstopBytes = 3 * 1024 * 1024 + 64 * 1024;
    private const int IntermediatesMax = 10;

    /// <summary>Sets limits and the listening address.</summary>
    public static void Configure(KestrelServerOptions kestrel, KubeApiOptions options, CertificateHolder certificates)
    {
        // Lines end by carriage return and line feed: whoever reads a bare line feed as an end sees other headers than who doesn't.
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
        kestrel.AddServerHeader = false;
        SetLimits(kestrel.Limits, options);
        kestrel.Listen(IPAddress.Parse(options.BindAddress), options.SecurePort, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.Use(PlainHttpGuard.Before);
            listen.UseHttps(Tls(options, certificates));
            listen.Use(GatheredOutput.Before);
        });
    }

    private static void SetLimits(KestrelServerLimits limits, KubeApiOptions options)
    {
        limits.MaxRequestLineSize = 64 * 1024;
        limits.MaxRequestHeadersTotalSize = 1024 * 1024;
        limits.MaxRequestHeaderCount = 200;
        limits.MaxRequestBodySize = BodyBackstopBytes;
        var connections = OpenFiles.ConnectionsFor(OpenFiles.Most);
        limits.MaxConcurrentConnections = connections;
        limits.MaxConcurrentUpgradedConnections = connections / 2;
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

    private static TlsHandshakeCallbackOptions Tls(KubeApiOptions options, CertificateHolder certificates)
    {
        var protocols = TlsChoice.Protocols(options.TlsMinVersion);
        var suites = TlsChoice.Suites(options.TlsCipherSuites);

        // It trusts nobody, and only keeps the handshake from looking anything up in the network.
        var clients = ClientCertificatePolicy.Create([]);
        return new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = TimeSpan.FromSeconds(10),
            OnConnection = context => new ValueTask<SslServerAuthenticationOptions>(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificates.Current.Context,
                EnabledSslProtocols = protocols,
                CipherSuitesPolicy = suites,
                AllowRenegotiation = false,
                ClientCertificateRequired = true, // Asked for; the callback lets a client without one pass.
                CertificateChainPolicy = clients,
                RemoteCertificateValidationCallback = (_, _, chain, _) => Remember(context.Connection, chain),
            }),
        };
    }

    // Copies: what belongs to the handshake goes with it.
    private static bool Remember(ConnectionContext connection, X509Chain? chain)
    {
        if (chain?.ChainPolicy.ExtraStore is { Count: > 0 and <= IntermediatesMax } sent)
        {
            var copies = new X509Certificate2Collection();
            foreach (var certificate in sent)
            {
                copies.Add(X509CertificateLoader.LoadCertificate(certificate.RawDataMemory.Span));
            }

            connection.Features.Set(new ClientIntermediates(copies));
        }

        return true;
    }
}
