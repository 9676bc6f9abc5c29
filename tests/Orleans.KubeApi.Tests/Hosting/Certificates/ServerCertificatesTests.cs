using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Orleans.KubeApi.Authentication.Certificates;
using Orleans.KubeApi.Hosting;
using Orleans.KubeApi.Hosting.Certificates;
using Xunit;

namespace Orleans.KubeApi.Tests.Hosting.Certificates;

public sealed class ServerCertificatesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void LoadOrCreate_EmptyFolder_ServingCertificateNamesWhatClientsUse()
    {
        var serving = Load(new KubeApiOptions { BindAddress = "127.0.0.7", ServiceClusterIpRange = "10.96.0.0/12" }).Serving;

        foreach (var name in new[]
        {
            "localhost", "127.0.0.1", "::1", "127.0.0.7", "10.96.0.1", Environment.MachineName,
            "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local",
        })
        {
            Assert.True(serving.MatchesHostname(name), name);
        }

        Assert.False(serving.MatchesHostname("example.com"));
        Assert.Equal("1.3.6.1.5.5.7.3.1", Usage(serving));
    }

    [Fact]
    public void LoadOrCreate_MoreNames_AreInTheServingCertificateFromThenOn()
    {
        Assert.False(Load().Serving.MatchesHostname("kube.shop.svc"));

        var serving = Load(new KubeApiOptions { TlsSan = "Kube.shop.svc, 192.0.2.7" }).Serving;
        Assert.True(serving.MatchesHostname("kube.shop.svc"));
        Assert.True(serving.MatchesHostname("192.0.2.7"));
    }

    [Fact]
    public void LoadOrCreate_EmptyFolder_AdminIsAMasterByClientCertificate()
    {
        var admin = Load().Admin;

        Assert.Equal("O=system:masters, CN=kubernetes-admin",
            string.Join(", ", admin.SubjectName.Name.Split(", ").Order(StringComparer.Ordinal).Reverse()));
        Assert.Equal("1.3.6.1.5.5.7.3.2", Usage(admin));
        Assert.True(admin.HasPrivateKey);
    }

    [Fact]
    public void LoadOrCreate_EmptyFolder_LivesAreTenYearsAndOne()
    {
        var certificates = Load();

        Assert.Equal(2036, Assert.Single(certificates.ClientAuthorities).NotAfter.Year);
        Assert.Equal(_time.GetUtcNow().AddDays(365), new DateTimeOffset(certificates.Serving.NotAfter));
        Assert.Equal(_time.GetUtcNow().AddDays(365), new DateTimeOffset(certificates.Admin.NotAfter));
        Assert.True(certificates.Serving.NotBefore.ToUniversalTime() < _time.GetUtcNow().UtcDateTime); // Clocks differ a little.
    }

    [Fact]
    public void LoadOrCreate_SecondStart_UsesTheSameCertificates()
    {
        var first = Load();

        var second = Load();

        Assert.Equal(first.Serving.Thumbprint, second.Serving.Thumbprint);
        Assert.Equal(first.Admin.Thumbprint, second.Admin.Thumbprint);
        Assert.Equal(first.TrustPem, second.TrustPem);
    }

    [Fact]
    public void LoadOrCreate_LeafsExpireInAMonth_LeafsAreRenewedAndTheAuthorityStays()
    {
        var first = Load();
        _time.Advance(TimeSpan.FromDays(365 - 29));

        var second = Load();

        Assert.NotEqual(first.Serving.Thumbprint, second.Serving.Thumbprint);
        Assert.NotEqual(first.Admin.Thumbprint, second.Admin.Thumbprint);
        Assert.Equal(first.TrustPem, second.TrustPem);
        Assert.Equal(_time.GetUtcNow().AddDays(365), new DateTimeOffset(second.Serving.NotAfter));
    }

    [Fact]
    public void LoadOrCreate_LeafsExpireLater_NothingIsRenewed()
    {
        var first = Load();
        _time.Advance(TimeSpan.FromDays(365 - 31));

        Assert.Equal(first.Serving.Thumbprint, Load().Serving.Thumbprint);
    }

    [Fact]
    public void LoadOrCreate_AuthorityExpires_EverythingIsRenewed()
    {
        var first = Load();
        _time.Advance(TimeSpan.FromDays(3650));

        var second = Load();

        Assert.NotEqual(first.TrustPem, second.TrustPem);
        Assert.True(Accepts(second, second.Admin));
        Assert.False(Accepts(second, first.Admin));
    }

    [Fact]
    public void LoadOrCreate_AnotherBindAddress_OnlyTheServingCertificateIsRenewed()
    {
        var first = Load();

        var second = Load(new KubeApiOptions { BindAddress = "127.0.0.9" });

        Assert.NotEqual(first.Serving.Thumbprint, second.Serving.Thumbprint);
        Assert.True(second.Serving.MatchesHostname("127.0.0.9"));
        Assert.Equal(first.Admin.Thumbprint, second.Admin.Thumbprint);
    }

    [Fact]
    public void LoadOrCreate_AuthorityOfAnotherServer_LeafsAreIssuedByIt()
    {
        Load();
        using var other = new TemporaryFolder();
        var shared = ServerCertificates.LoadOrCreate(new KubeApiOptions(), other.FullPath, _time);
        File.Copy(other.File("ca.crt"), _folder.File("ca.crt"), overwrite: true);
        File.Copy(other.File("ca.key"), _folder.File("ca.key"), overwrite: true);

        var second = Load();

        Assert.Equal(shared.TrustPem, second.TrustPem);
        Assert.True(Accepts(shared, second.Admin));
    }

    [Fact]
    public void LoadOrCreate_KeyMissing_Refuses()
    {
        Load();
        File.Delete(_folder.File("ca.key"));

        var refusal = Assert.Throws<KubeApiOptionsException>(() => Load());

        Assert.Contains("ca.key", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadOrCreate_Files_AreReadableByTheOwnerOnly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix file modes");

        Load();

        var files = Directory.GetFiles(_folder.FullPath);
        Assert.Equal(6, files.Length);
        foreach (var file in files)
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default
                : File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public void LoadOrCreate_GivenServingCertificate_IsServedWithItsChain()
    {
        using var other = new TemporaryFolder();
        var theirs = ServerCertificates.LoadOrCreate(new KubeApiOptions(), other.FullPath, _time);
        var chain = other.Write("chain.pem", File.ReadAllText(other.File("apiserver.crt")) + theirs.TrustPem);

        var certificates = Load(new KubeApiOptions { TlsCertFile = chain, TlsPrivateKeyFile = other.File("apiserver.key") });

        Assert.Equal(theirs.Serving.Thumbprint, certificates.Serving.Thumbprint);
        Assert.Single(certificates.ServingChain);
        Assert.Contains(theirs.TrustPem.Trim(), certificates.TrustPem, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("apiserver.key")));
    }

    [Fact]
    public void ClientPolicy_CertificateOfOurAuthority_IsBelieved() => Assert.True(Accepts(Load(), Load().Admin));

    [Fact]
    public void ClientPolicy_CertificateOfAnotherAuthority_IsNotBelieved()
    {
        var stranger = CertificateAuthority.Create(_time).IssueClient("kubernetes-admin", ["system:masters"]);

        Assert.False(Accepts(Load(), stranger));
    }

    [Fact]
    public void ClientPolicy_ServingCertificate_IsNotBelieved() => Assert.False(Accepts(Load(), Load().Serving));

    [Fact]
    public void ClientPolicy_ExpiredCertificate_IsNotBelieved()
    {
        var certificates = Load();
        _time.Advance(TimeSpan.FromDays(366));

        Assert.False(Accepts(certificates, certificates.Admin));
    }

    [Fact]
    public void ClientPolicy_ClientCaFile_IsTrustedBesidesOurs()
    {
        var other = CertificateAuthority.Create(_time);
        var file = _folder.Write("clients.pem", other.Certificate.ExportCertificatePem());

        var certificates = Load(new KubeApiOptions { ClientCaFile = file });

        Assert.True(Accepts(certificates, other.IssueClient("jane", ["developers"])));
        Assert.True(Accepts(certificates, certificates.Admin));
    }

    private static string? Usage(X509Certificate2 certificate) =>
        Assert.Single(certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()).EnhancedKeyUsages[0].Value;

    private ServerCertificates Load(KubeApiOptions? options = null) =>
        ServerCertificates.LoadOrCreate(options ?? new KubeApiOptions(), _folder.FullPath, _time);

    private bool Accepts(ServerCertificates certificates, X509Certificate2 client)
    {
        using var chain = new X509Chain { ChainPolicy = ClientCertificatePolicy.Create(certificates.ClientAuthorities) };
        chain.ChainPolicy.VerificationTime = _time.GetUtcNow().UtcDateTime;
        return chain.Build(client);
    }
}
