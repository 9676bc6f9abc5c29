using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Orleans.KubeApi.Hosting.Certificates;

/// <summary>A certificate authority of our own: ECDSA P-256, ten years; what it issues lives one year.</summary>
internal sealed class CertificateAuthority
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AuthorityLife = TimeSpan.FromDays(3652);
    private static readonly TimeSpan LeafLife = TimeSpan.FromDays(365);
    private static readonly Oid ServerUsage = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientUsage = new("1.3.6.1.5.5.7.3.2");
    private readonly TimeProvider _time;

    /// <summary>Takes an existing authority; <paramref name="certificate"/> must hold its private key.</summary>
    public CertificateAuthority(X509Certificate2 certificate, TimeProvider time)
    {
        Certificate = certificate;
        _time = time;
    }

    /// <summary>The authority's certificate with its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Creates a self-signed authority that may sign leaf certificates only.</summary>
    public static CertificateAuthority Create(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Name("kubeapi-ca", []), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        return new CertificateAuthority(request.CreateSelfSigned(now - ClockSkew, now + AuthorityLife), time);
    }

    /// <summary>Issues a serving certificate for these names and addresses.</summary>
    public X509Certificate2 IssueServing(string commonName, IEnumerable<string> names, IEnumerable<IPAddress> addresses)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            alternatives.AddDnsName(name);
        }

        foreach (var address in addresses)
        {
            alternatives.AddIpAddress(address);
        }

        return Issue(Name(commonName, []), ServerUsage, alternatives.Build());
    }

    /// <summary>
    /// Issues a client certificate. Kubernetes reads the user from the common name and the groups from the organizations.
    /// </summary>
    public X509Certificate2 IssueClient(string user, IReadOnlyList<string> groups) => Issue(Name(user, groups), ClientUsage, null);

    private static X500DistinguishedName Name(string commonName, IReadOnlyList<string> organizations)
    {
        var name = new X500DistinguishedNameBuilder();
        foreach (var organization in organizations)
        {
            name.AddOrganizationName(organization);
        }

        name.AddCommonName(commonName);
        return name.Build();
    }

    private X509Certificate2 Issue(X500DistinguishedName subject, Oid usage, X509Extension? alternatives)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([usage], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false));
        if (alternatives is not null)
        {
            request.CertificateExtensions.Add(alternatives);
        }

        var now = _time.GetUtcNow();
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x01); // A serial number is a positive integer without a leading zero byte.
        using var issued =
            request.Create(Certificate, Max(now - ClockSkew, Certificate.NotBefore), Min(now + LeafLife, Certificate.NotAfter), serial);
        return issued.CopyWithPrivateKey(key);
    }

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
