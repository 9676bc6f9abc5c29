using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;
using Orleans.KubeApi.Hosting.Certificates;

namespace Orleans.KubeApi.Hosting.Silo;

/// <summary>
/// Mutual TLS between silos: each shows a certificate that leads to the given authorities. Names aren't compared; silos move.
/// </summary>
internal static class SiloTls
{
    private static readonly (string Oid, string Name)[] Usages =
        [("1.3.6.1.5.5.7.3.1", "server authentication"), ("1.3.6.1.5.5.7.3.2", "client authentication")];

    /// <summary>Secures silo and gateway connections.</summary>
    /// <exception cref="KubeApiOptionsException">A file can't be used.</exception>
    public static void Configure(ISiloBuilder silo, KubeApiOptions options)
    {
        var own = CertificatePair.Load(options.SiloCertFile, options.SiloPrivateKeyFile);
        foreach (var (usage, name) in Usages)
        {
            if (own.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault() is { } usages
                && !usages.EnhancedKeyUsages.OfType<Oid>().Any(u => u.Value == usage))
            {
                throw new KubeApiOptionsException(
                    $"--silo-cert-file {options.SiloCertFile}: a silo calls and is called, its certificate must allow {name} too");
            }
        }

        var authorities = ServerCertificates.Import(options.SiloCaFile);
        silo.UseTls(own, tls =>
        {
            tls.LocalCertificate = own;
            tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
            tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
            tls.RemoteCertificateValidation = (certificate, _, _) => LeadsTo(certificate, authorities);
            tls.OnAuthenticateAsClient = static (_, client) => client.TargetHost = "silo";
        });
    }

    private static bool LeadsTo(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(certificate);
    }
}
