using Orleans.KubeApi.Hosting;
using Orleans.KubeApi.Hosting.Clients;
using Xunit;

namespace Orleans.KubeApi.Tests.Hosting.Clients;

/// <summary>Which user of the webhooks' kubeconfig a server gets.</summary>
public sealed class WebhookKubeconfigTests
{
    [Theory]
    [InlineData("hook.ns.svc", 443, "Bearer exact")]
    [InlineData("hook.ns.svc", 8443, "Bearer port")]
    [InlineData("other.ns.svc", 443, "Basic dTpw")]
    [InlineData("other.there.svc", 443, "Bearer svc")]
    [InlineData("other.there.svc", 8443, "Bearer any")]
    [InlineData("127.0.0.1", 9, "Bearer any")]
    public void For_Server_GivesTheBestName(string host, int port, string header)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.FullPath, "kubeconfig");
        File.WriteAllText(Path.Combine(folder.FullPath, "token"), "svc\n");
        File.WriteAllText(path, """
            apiVersion: v1
            kind: Config
            users:
            - {name: hook.ns.svc, user: {token: exact}}
            - {name: "hook.ns.svc:8443", user: {token: port}}
            - {name: "*.ns.svc", user: {username: u, password: p}}
            - {name: "*.svc", user: {tokenFile: token}}
            - {name: "*", user: {token: any}}
            """);

        Assert.Equal(header, WebhookKubeconfig.Read(path).For(host, port)!.Authorization());
    }

    [Fact]
    public void Read_BrokenCertificate_IsRefusedWithoutShowingIt()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.FullPath, "kubeconfig");
        File.WriteAllText(path, """{"users":[{"name":"a","user":{"client-certificate-data":"c2VjcmV0"}}]}""");

        var refused = Assert.Throws<KubeApiOptionsException>(() => WebhookKubeconfig.Read(path));

        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }
}
