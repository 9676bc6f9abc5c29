using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Secrets;

/// <summary>S37 with a server process: a KMS that is away costs new Secrets, never their confidentiality.</summary>
public sealed class KmsTests
{
    private const string Marker = "s37-secret-marker-4410ce";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task S37_KmsDown_SecretsAreRefusedNeverStoredInClearAndComeBackWithTheKms()
    {
        using var folder = new TemporaryFolder();
        var socket = folder.File("kms.sock");
        var config = folder.Write("enc.yaml", EncryptionText.Of("secrets", EncryptionText.Kms(socket), EncryptionText.Identity));
        var key = folder.Write("sa.pem", SigningKey());
        await using var kms = new KmsServer(socket);
        await using var server = new KubeServer(new KubeServerOptions
        {
            MoreArguments = ["--encryption-provider-config", config, "--service-account-signing-key-file", key],
        });
        server.Launch();
        await Eventually.HoldsAsync("the server answers", Limit, IsUpAsync, Token);

        var refused = await SecretObject.CreateSecretAsync(server.Client, "s", Marker, Token);
        refused.MustBe(500);
        Assert.Contains("KMS provider vault", refused.Text);
        Assert.DoesNotContain(Marker, refused.Text);
        (await SecretObject.CreateConfigMapAsync(server.Client, "c", "x", Token)).MustBe(201);
        (await server.Client.GetAsync("/readyz/kms-providers", Token)).MustBe(500);
        (await SecretObject.GetSecretAsync(server.Client, "s", Token)).MustBe(404);

        await kms.StartAsync();
        await Eventually.HoldsAsync(
            "readyz sees the KMS", Limit, async stop => (await server.Client.GetAsync("/readyz/kms-providers", stop)).Code == 200, Token);
        (await SecretObject.CreateSecretAsync(server.Client, "s", Marker, Token)).MustBe(201);
        await server.KillAsync(Token);
        Assert.Empty(FileSearch.Find(server.DataFolder, Marker));
        Assert.NotEmpty(FileSearch.Find(server.DataFolder, "k8s:enc:kms:v2:vault:"));

        // The restarted server has no seed of its own past: only the KMS can open the row.
        await server.StartAsync(Token);
        Assert.Equal(Marker, SecretObject.ValueOf(await SecretObject.GetSecretAsync(server.Client, "s", Token)));

        async Task<bool> IsUpAsync(CancellationToken stop)
        {
            Assert.True(server.IsRunning, server.Log.Tail());
            try
            {
                return (await server.Client.GetAsync("/api/v1/namespaces/default", stop)).Code == 200;
            }
            catch (Exception error) when (KubeHttp.IsConnectionLoss(error))
            {
                return false;
            }
        }
    }

    private static string SigningKey()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
