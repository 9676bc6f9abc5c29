using System.Security.Cryptography.X509Certificates;
using Orleans.KubeApi.Authentication.ServiceAccounts;
using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Tests.Authentication.Certificates;
using Orleans.KubeApi.Tests.Authentication.Jwt;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Security;

/// <summary>One server with every way to authenticate that there is; tests that change its files put them back.</summary>
public sealed class SecureServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    internal TestAuthority Clients { get; } = new("clients", TimeProvider.System.GetUtcNow());

    internal TestAuthority OtherClients { get; } = new("clients", TimeProvider.System.GetUtcNow());

    internal TestAuthority Proxies { get; } = new("proxies", TimeProvider.System.GetUtcNow());

    internal TokenKey AccountKey { get; } = TokenKey.Generate();

    internal TestIssuer Issuer { get; private set; } = null!;

    internal ReviewService Reviews { get; private set; } = null!;

    internal KubeServer Server { get; private set; } = null!;

    internal string AuditFile => _folder.File("audit.log");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Issuer = await TestIssuer.StartAsync(Cancellation);
        Reviews = await ReviewService.StartAsync(Cancellation);
        WriteClientAuthority(Clients);
        WriteServing("first");
        WriteConfiguration("");
        _folder.Write("proxies.pem", Proxies.Certificate.ExportCertificatePem());
        _folder.Write("account.pem", AccountKey.ToPem());
        _folder.Write("policy.yaml", "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n");
        _folder.Write("hook.yaml", Reviews.Kubeconfig);
        Server = await KubeServer.StartNewAsync(
            new KubeServerOptions
            {
                MoreArguments =
                [
                    "--client-ca-file", _folder.File("clients.pem"),
                    "--requestheader-client-ca-file", _folder.File("proxies.pem"), "--requestheader-allowed-names", "front",
                    "--tls-cert-file", _folder.File("serving.crt"), "--tls-private-key-file", _folder.File("serving.key"),
                    "--enable-bootstrap-token-auth", "true", "--authentication-config", _folder.File("authentication.yaml"),
                    "--authentication-token-webhook-config-file", _folder.File("hook.yaml"),
                    "--authentication-token-webhook-version", "v1",
                    "--service-account-signing-key-file", _folder.File("account.pem"),
                    "--service-account-issuer", "https://own.example", "--service-account-issuer", "https://former.example",
                    "--service-account-max-token-expiration", "2h", "--strict-transport-security-directives", "max-age=60,preload",
                    "--audit-policy-file", _folder.File("policy.yaml"), "--audit-log-path", AuditFile,
                ],
            },
            Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Reviews.DisposeAsync();
        await Issuer.DisposeAsync();
        Clients.Dispose();
        OtherClients.Dispose();
        Proxies.Dispose();
        _folder.Dispose();
    }

    internal void WriteClientAuthority(TestAuthority authority) =>
        _folder.Write("clients.pem", authority.Certificate.ExportCertificatePem());

    /// <summary>Puts a new serving certificate in place and returns its thumbprint.</summary>
    internal string WriteServing(string name)
    {
        using var authority = new TestAuthority(name, TimeProvider.System.GetUtcNow());
        using var serving = authority.IssueWithKey("CN=localhost", TestAuthority.ServerUsage);
        _folder.Write("serving.key", serving.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        _folder.Write("serving.crt", serving.ExportCertificatePem());
        return serving.Thumbprint;
    }

    /// <summary>Writes the file of kind AuthenticationConfiguration: our issuer, then more lines.</summary>
    internal void WriteConfiguration(string more) => _folder.Write("authentication.yaml", $$"""
        apiVersion: apiserver.config.k8s.io/v1
        kind: AuthenticationConfiguration
        jwt:
        - issuer:
            url: {{Issuer.Url}}
            audiences: [client]
            certificateAuthority: {{System.Text.Json.JsonSerializer.Serialize(Issuer.Authority)}}
          claimMappings:
            username: {claim: sub, prefix: "oidc:"}
            groups: {claim: roles, prefix: ""}
        {{more}}
        """);
}
