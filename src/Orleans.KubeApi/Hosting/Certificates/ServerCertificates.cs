using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Orleans.KubeApi.Hosting.Certificates;

/// <summary>
/// The certificates of one server: its authority, its serving certificate, the admin's client certificate. What the data folder holds is
/// used again; what is missing, expires within 30 days, or no longer fits (another authority, a new host name) is issued anew at start.
/// The silos of a PostgreSQL cluster may be given copies of one <c>ca.crt</c> and <c>ca.key</c>; otherwise each has an authority of its
/// own.
/// </summary>
internal sealed class ServerCertificates
{
    /// <summary>Group that may do everything.</summary>
    public const string AdminGroup = "system:masters";

    /// <summary>User of the admin's certificate.</summary>
    public const string AdminUser = "kubernetes-admin";

    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    private readonly bool _isIssued;

    private ServerCertificates(
        X509Certificate2 serving, X509Certificate2Collection servingChain, X509Certificate2 admin,
        X509Certificate2Collection clientAuthorities, X509Certificate2Collection proxyAuthorities, string trustPem, bool isIssued)
    {
        ProxyAuthorities = proxyAuthorities;
        _isIssued = isIssued;

        // Offline: the chain is what we were given; a certificate must not make the server fetch its issuers.
        Context = SslStreamCertificateContext.Create(serving, servingChain, offline: true);
        Serving = serving;
        ServingChain = servingChain;
        Admin = admin;
        ClientAuthorities = clientAuthorities;
        TrustPem = trustPem;
    }

    /// <summary>The serving certificate with its key.</summary>
    public X509Certificate2 Serving { get; }

    /// <summary>Intermediates to send with <see cref="Serving"/>.</summary>
    public X509Certificate2Collection ServingChain { get; }

    /// <summary>The admin's client certificate with its key.</summary>
    public X509Certificate2 Admin { get; }

    /// <summary>Roots that client certificates must lead to.</summary>
    public X509Certificate2Collection ClientAuthorities { get; }

    /// <summary>Roots that certificates of front proxies must lead to; none where there are no front proxies.</summary>
    public X509Certificate2Collection ProxyAuthorities { get; }

    /// <summary>What handshakes show.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>PEM of what a client must trust to accept <see cref="Serving"/>.</summary>
    public string TrustPem { get; }

    /// <summary>Whether the serving certificate lasts for a while; one that we were given is its owner's business.</summary>
    public bool IsFresh(TimeProvider time) => !_isIssued || IsFresh(Serving, time);

    /// <summary>Loads what is there and issues the rest.</summary>
    /// <exception cref="KubeApiOptionsException">A file that was given or kept can't be used.</exception>
    public static ServerCertificates LoadOrCreate(KubeApiOptions options, string folder, TimeProvider time)
    {
        DataFolder.CreateFolder(folder);
        var authority = Authority(folder, time);
        var admin = Leaf(folder, "admin", authority, time, static _ => true, () => authority.IssueClient(AdminUser, [AdminGroup]));
        var clientAuthorities = options.ClientCaFile.Length > 0 ? Import(options.ClientCaFile) : [];
        clientAuthorities.Add(authority.Certificate);
        var proxyFile = options.Authentication.RequestHeaderClientCaFile;
        var proxyAuthorities = proxyFile.Length > 0 ? Import(proxyFile) : [];
        if (options.TlsCertFile.Length > 0)
        {
            var given = CertificatePair.Load(options.TlsCertFile, options.TlsPrivateKeyFile);
            var chain = Import(options.TlsCertFile);
            var trust = chain.ExportCertificatePems();
            chain.RemoveAt(0);
            return new ServerCertificates(given, chain, admin, clientAuthorities, proxyAuthorities, trust, isIssued: false);
        }

        var names = ServingNames.For(options);
        var serving = Leaf(
            folder, "apiserver", authority, time, names.AreCoveredBy, () =>
            authority.IssueServing("kube-apiserver", names.HostNames, names.Addresses));
        return new ServerCertificates(
            serving, [], admin, clientAuthorities, proxyAuthorities, authority.Certificate.ExportCertificatePem(), isIssued: true);
    }

    /// <summary>All certificates of a PEM file.</summary>
    /// <exception cref="KubeApiOptionsException">It can't be read or holds none.</exception>
    public static X509Certificate2Collection Import(string file)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(file);
            return certificates.Count > 0 ? certificates : throw new CryptographicException("it holds none");
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new KubeApiOptionsException($"{file} is no file of PEM certificates: {e.Message}", e);
        }
    }

    private static CertificateAuthority Authority(string folder, TimeProvider time)
    {
        var kept = CertificatePair.TryLoad(folder, "ca");
        if (kept is not null && IsFresh(kept, time))
        {
            return new CertificateAuthority(kept, time);
        }

        var created = CertificateAuthority.Create(time);
        CertificatePair.Save(folder, "ca", created.Certificate);
        return created;
    }

    private static X509Certificate2 Leaf(
        string folder, string name, CertificateAuthority authority, TimeProvider time, Func<X509Certificate2, bool> fits,
        Func<X509Certificate2> issue)
    {
        var kept = CertificatePair.TryLoad(folder, name);
        if (kept is not null && IsFresh(kept, time) && IsIssuedBy(kept, authority) && fits(kept))
        {
            return kept;
        }

        using var issued = issue();
        CertificatePair.Save(folder, name, issued);

        // Read back: what is used now is what the next start will use.
        return CertificatePair.TryLoad(folder, name)!;
    }

    private static bool IsFresh(X509Certificate2 certificate, TimeProvider time) =>
        new DateTimeOffset(certificate.NotAfter) - time.GetUtcNow() > RenewBefore;

    /// <summary>By key identifier: another authority of ours has the same name.</summary>
    private static bool IsIssuedBy(X509Certificate2 certificate, CertificateAuthority authority)
    {
        var wanted = authority.Certificate.Extensions
            .OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault()?.SubjectKeyIdentifierBytes;
        var named = certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault()?.KeyIdentifier;
        return wanted is { } a && named is { } b && a.Span.SequenceEqual(b.Span);
    }
}
