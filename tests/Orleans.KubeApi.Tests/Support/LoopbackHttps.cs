using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.Tests.Support;

/// <summary>Real HTTPS servers of tests at free ports of this machine.</summary>
internal static class LoopbackHttps
{
    /// <summary>A certificate of this machine that is its own authority.</summary>
    public static X509Certificate2 NewCertificate(params string[] dnsNames)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        Array.ForEach(dnsNames, names.AddDnsName);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    /// <summary>A server that is still to be started.</summary>
    public static WebApplication Create(X509Certificate2 certificate, RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var app = builder.Build();
        app.Run(answer);
        return app;
    }

    /// <summary>A kubeconfig that leads to such a server.</summary>
    public static string Kubeconfig(string url, X509Certificate2 certificate, string token = "")
    {
        var authority = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
        var (link, users) = token.Length == 0 ? ("", "") : (", user: me", $"users: [{{name: me, user: {{token: {token} }} }}]");
        return $$$"""
            apiVersion: v1
            kind: Config
            current-context: c
            contexts: [{name: c, context: {cluster: service{{{link}}} }}]
            clusters: [{name: service, cluster: {server: "{{{url}}}", certificate-authority-data: {{{authority}}} }}]
            {{{users}}}
            """;
    }
}
