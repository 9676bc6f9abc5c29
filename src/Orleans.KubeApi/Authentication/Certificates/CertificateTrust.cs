using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Orleans.KubeApi.Authentication.Certificates;

/// <summary>
/// The authorities of one moment, and what they make of certificates. When the files change a new one takes its place, so a certificate of
/// an
/// authority that was taken away is refused from then on, on open connections too.
/// </summary>
internal sealed class CertificateTrust(
    X509Certificate2Collection clientAuthorities, X509Certificate2Collection proxyAuthorities, TimeProvider time)
{
    // One entry per connection's certificate object: chain and subject are read once, not per request.
    private readonly ConditionalWeakTable<X509Certificate2, CertificateIdentity> _known = [];

    /// <summary>Trusts nobody.</summary>
    public static CertificateTrust None(TimeProvider time) => new([], [], time);

    /// <summary>What the certificate is worth now; null if it is worth nothing, which its owner must be told.</summary>
    /// <param name="certificate">The connection's certificate; the handshake has proved that the client has its key, nothing else.</param>
    /// <param name="intermediates">Certificates that the client sent along.</param>
    public CertificateIdentity? Judge(X509Certificate2 certificate, X509Certificate2Collection? intermediates)
    {
        if (!_known.TryGetValue(certificate, out var identity))
        {
            identity = _known.GetValue(certificate, c => Read(c, intermediates));
        }

        var now = time.GetUtcNow();
        return (identity.IsClient || identity.IsProxy) && now >= identity.NotBefore && now <= identity.NotAfter ? identity : null;
    }

    private CertificateIdentity Read(X509Certificate2 certificate, X509Certificate2Collection? intermediates)
    {
        var (from, to) = (new DateTimeOffset(certificate.NotBefore), new DateTimeOffset(certificate.NotAfter));
        var isProxy = LeadsTo(proxyAuthorities, certificate, intermediates);
        var isClient = LeadsTo(clientAuthorities, certificate, intermediates);
        try
        {
            var (name, user) = CertificateSubject.Read(certificate);
            return new CertificateIdentity(isClient ? user : null, isClient, isProxy, name, from, to);
        }
        catch (CryptographicException)
        {
            return new CertificateIdentity(null, IsClient: false, IsProxy: false, "", from, to);
        }
    }

    private bool LeadsTo(X509Certificate2Collection authorities, X509Certificate2 certificate, X509Certificate2Collection? intermediates)
    {
        if (authorities.Count == 0)
        {
            return false;
        }

        using var chain = new X509Chain { ChainPolicy = ClientCertificatePolicy.Create(authorities) };
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().LocalDateTime;
        if (intermediates is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(intermediates);
        }

        return chain.Build(certificate);
    }
}
