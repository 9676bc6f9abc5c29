using Orleans.KubeApi.Hosting;
using Xunit;

namespace Orleans.KubeApi.Tests.Hosting;

public sealed class KubeApiOptionsValidatorTests : IDisposable
{
    private const string Postgres = "Host=localhost;Database=kubeapi";
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, Action<KubeApiOptions>> Contradictions => new()
    {
        { "--tls-cert-file needs --tls-private-key-file", o => o.TlsCertFile = typeof(int).Assembly.Location },
        { "--tls-private-key-file needs --tls-cert-file", o => o.TlsPrivateKeyFile = typeof(int).Assembly.Location },
        { "--client-ca-file: /nowhere/ca.pem does not exist", o => o.ClientCaFile = "/nowhere/ca.pem" },
        { "--token-auth-file: /nowhere/tokens does not exist", o => o.TokenAuthFile = "/nowhere/tokens" },
        { "--bind-address: \"example.com\" is no IP address", o => o.BindAddress = "example.com" },
        { "--tls-san: \"a b\" is no host name and no IP address", o => o.TlsSan = "x.example.com, a b,::1" },
        { "--secure-port must be between 0 and 65535", o => o.SecurePort = 65536 },
        { "--secure-port must be between 0 and 65535", o => o.SecurePort = -1 },
        { "--silo-port and --gateway-port must differ", o => o.SiloPort = o.GatewayPort = 5 },
        { "--secure-port must differ from --silo-port and --gateway-port", o => o.SecurePort = o.SiloPort = 5 },
        { "--service-cluster-ip-range: \"10.0.0.1\" is no CIDR such as 10.0.0.0/24", o => o.ServiceClusterIpRange = "10.0.0.1" },
        { "--service-cluster-ip-range must hold at least 8 addresses", o => o.ServiceClusterIpRange = "10.0.0.0/30" },
        { "--max-requests-inflight must be positive", o => o.MaxRequestsInflight = 0 },
        { "--request-timeout must be positive", o => o.RequestTimeout = TimeSpan.Zero },
        { "--event-ttl must be positive", o => o.EventTtl = TimeSpan.Zero },
        { "--data-dir must not be empty", o => o.DataDirectory = " " },
        { "--cluster-id must have 1 to 63 characters", o => o.ClusterId = "" },
        { "--store must be \"sqlite\" or a PostgreSQL connection string with a Host", o => o.Store = "Database=x" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(KubeApiOptions.EmbeddedStore)]
    [InlineData("SQLite")]
    [InlineData(Postgres)]
    public void Validate_Defaults_AreFine(string store) =>
        Assert.Empty(KubeApiOptionsValidator.Validate(new KubeApiOptions { Store = store }));

    [Theory]
    [MemberData(nameof(Contradictions), DisableDiscoveryEnumeration = true)]
    public void Validate_Contradiction_IsNamed(string complaint, Action<KubeApiOptions> set)
    {
        var options = new KubeApiOptions();
        set(options);

        Assert.Equal(complaint, Assert.Single(KubeApiOptionsValidator.Validate(options)));
    }

    [Fact]
    public void Validate_UnreadableStore_DoesNotRepeatThePassword()
    {
        var complaint = Assert.Single(KubeApiOptionsValidator.Validate(new KubeApiOptions { Store = "Host=db;Pasword=hunter2" }));

        Assert.StartsWith("--store must be", complaint, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SiloCertificateWithEmbeddedStore_IsNamed()
    {
        var file = _folder.Write("pem", "");
        var options = new KubeApiOptions { SiloCertFile = file, SiloPrivateKeyFile = file, SiloCaFile = file };

        Assert.Contains("an embedded server is alone", Assert.Single(KubeApiOptionsValidator.Validate(options)), StringComparison.Ordinal);
        options.Store = Postgres;
        Assert.Empty(KubeApiOptionsValidator.Validate(options));
    }

    [Fact]
    public void ThrowIfInvalid_SeveralComplaints_AreOneLine()
    {
        var refusal = Assert.Throws<KubeApiOptionsException>(
            () => KubeApiOptionsValidator.ThrowIfInvalid(new KubeApiOptions { SecurePort = -1, MaxRequestsInflight = 0 }));

        Assert.Equal("--secure-port must be between 0 and 65535; --max-requests-inflight must be positive", refusal.Message);
    }
}
