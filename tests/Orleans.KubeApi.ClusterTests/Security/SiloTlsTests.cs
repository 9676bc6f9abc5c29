using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Tests.Authentication.Certificates;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Security;

[Collection(AloneCollection.Name)]
public sealed class SiloTlsTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task S34_Silos_TalkToEachOtherByMutualTlsOnly()
    {
        postgres.SkipIfMissing();
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority("silos", TimeProvider.System.GetUtcNow());
        using var strangers = new TestAuthority("silos", TimeProvider.System.GetUtcNow());
        using var own = authority.IssueWithKey("CN=silo", TestAuthority.ServerUsage, TestAuthority.ClientUsage);
        using var foreign = strangers.IssueWithKey("CN=silo", TestAuthority.ServerUsage, TestAuthority.ClientUsage);
        folder.Write("ca.pem", authority.Certificate.ExportCertificatePem());
        folder.Write("silo.crt", own.ExportCertificatePem());
        folder.Write("silo.key", own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        var store = postgres.ConnectionString(await postgres.CreateDatabaseAsync());
        var port = FreePort.Next();
        await using var first = await KubeServer.StartNewAsync(Options(folder, store, port), Cancellation);
        await using var second = await KubeServer.StartNewAsync(Options(folder, store, FreePort.Next()), Cancellation);

        // What one silo owns the other writes through it.
        for (var i = 0; i < 10; i++)
        {
            foreach (var silo in new[] { first, second })
            {
                var body = $$$"""{"metadata":{"name":"{{{(silo == first ? "a" : "b")}}}{{{i}}}"}}""";
                (await silo.Client.PostAsync("/api/v1/namespaces/default/configmaps", body, Cancellation)).MustBe(201);
            }
        }

        Assert.Equal(own.Thumbprint, await ShownAsync(port, foreign));
        Assert.Equal(own.Thumbprint, await ShownAsync(port, certificate: null));
    }

    private static KubeServerOptions Options(TemporaryFolder folder, string store, int port) => new()
    {
        Store = store,
        ClusterId = "tls",
        MoreArguments =
        [
            "--silo-port", port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "--silo-cert-file", folder.File("silo.crt"), "--silo-private-key-file", folder.File("silo.key"),
            "--silo-ca-file", folder.File("ca.pem"),
        ],
    };

    /// <summary>The certificate that a silo shows to a stranger, after it has hung up on him.</summary>
    private static async Task<string?> ShownAsync(int port, X509Certificate2? certificate)
    {
        string? shown = null;
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, Cancellation);
        await using var stream = new SslStream(client.GetStream());
        try
        {
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "silo",
                    ClientCertificateContext =
                        certificate is null ? null : SslStreamCertificateContext.Create(certificate, [], offline: true),
                    RemoteCertificateValidationCallback = (_, seen, _, _) =>
                    {
                        shown = (seen as X509Certificate2)?.Thumbprint;
                        return true;
                    },
                },
                Cancellation);

            // With TLS 1.3 the refusal comes after the client's part is done.
            Assert.Equal(0, await stream.ReadAsync(new byte[1], Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException)
        {
            // A reset is as good as an end.
        }

        return shown;
    }
}
