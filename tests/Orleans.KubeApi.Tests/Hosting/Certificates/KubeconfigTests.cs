using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s;
using Orleans.KubeApi.Hosting;
using Orleans.KubeApi.Hosting.Certificates;
using Xunit;

namespace Orleans.KubeApi.Tests.Hosting.Certificates;

public sealed class KubeconfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_OwnCertificates_AClientReadsServerTrustAndAdmin()
    {
        var certificates = ServerCertificates.LoadOrCreate(new KubeApiOptions(), _folder.FullPath, TimeProvider.System);

        var text = Kubeconfig.Write(new Uri("https://127.0.0.1:7443/"), certificates);

        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var client = KubernetesClientConfiguration.BuildConfigFromConfigFile(stream);
        Assert.Equal("https://127.0.0.1:7443", client.Host.TrimEnd('/'));
        Assert.Equal(Assert.Single(certificates.ClientAuthorities).Thumbprint, Assert.Single(client.SslCaCerts).Thumbprint);
        using var admin = X509Certificate2.CreateFromPem(Decoded(client.ClientCertificateData), Decoded(client.ClientCertificateKeyData));
        Assert.Equal(certificates.Admin.Thumbprint, admin.Thumbprint);
        Assert.DoesNotContain("tls-server-name", text, StringComparison.Ordinal);
        Assert.False(client.SkipTlsVerify);
    }

    [Fact]
    public void Write_GivenCertificateForAnotherName_SaysWhichNameToExpect()
    {
        var given = CertificateAuthority.Create(TimeProvider.System).IssueServing("api", ["api.example.com"], []);
        CertificatePair.Save(_folder.FullPath, "given", given);
        var options = new KubeApiOptions { TlsCertFile = _folder.File("given.crt"), TlsPrivateKeyFile = _folder.File("given.key") };

        var text = Kubeconfig.Write(new Uri("https://127.0.0.1:7443/"),
            ServerCertificates.LoadOrCreate(options, _folder.FullPath, TimeProvider.System));

        Assert.Contains("\n    tls-server-name: api.example.com\n", text, StringComparison.Ordinal);
    }

    private static string Decoded(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
}
