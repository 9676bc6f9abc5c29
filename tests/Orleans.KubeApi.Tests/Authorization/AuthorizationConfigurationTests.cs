using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Authorization.Webhooks;
using Orleans.KubeApi.Hosting;
using Orleans.KubeApi.Http.Negotiation;
using Xunit;

namespace Orleans.KubeApi.Tests.Authorization;

public sealed class AuthorizationConfigurationTests
{
    private const string Webhook = """
          type: Webhook
          name: w
          webhook:
            timeout: 3s
            authorizedTTL: 1m30s
            cacheUnauthorizedRequests: false
            subjectAccessReviewVersion: v1
            failurePolicy: Deny
            connectionInfo: {type: KubeConfigFile, kubeConfigFile: /x}
        """;

    [Fact]
    public void Read_Chain_InItsOrder()
    {
        var chain = Read($"- {Webhook.Trim()}\n- {{type: Node, name: node}}\n- {{type: RBAC, name: r}}");

        Assert.Equal([AuthorizerKind.Webhook, AuthorizerKind.Node, AuthorizerKind.RBAC], chain.Select(c => c.Kind));
        Assert.Equal(new WebhookRules
        {
            Version = "v1",
            Timeout = TimeSpan.FromSeconds(3),
            AuthorizedLife = TimeSpan.FromSeconds(90),
            UnauthorizedLife = TimeSpan.Zero,
            OnFailure = Decision.Deny,
        }, chain[0].Webhook);
        Assert.Equal("/x", chain[0].KubeconfigFile);
    }

    [Theory]
    [InlineData("- {type: AlwaysAllow, name: a}", "AlwaysAllow")]
    [InlineData("- {type: ABAC, name: a}", "type")]
    [InlineData("- {type: RBAC, name: a}\n- {type: RBAC, name: b}", "only once")]
    [InlineData("- {type: RBAC, name: a}\n- {type: Node, name: a}", "unique")]
    [InlineData("- {type: RBAC}", "name")]
    [InlineData("- {type: RBAC, name: a, more: 1}", "unknown field")]
    [InlineData("- {type: Webhook, name: a}", "webhook")]
    [InlineData("- {type: Webhook, name: a, webhook: {timeout: 1h}}", "timeout")]
    [InlineData("- {type: Webhook, name: a, webhook: {failurePolicy: Allow}}", "failurePolicy")]
    [InlineData("- {type: Webhook, name: a, webhook: {matchConditions: [{expression: 'true'}]}}", "CEL")]
    [InlineData(" []", "authorizers")]
    public void Read_Wrong_Says(string authorizers, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => Read(authorizers)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("AlwaysAllow", "--unsafe-authorization-always-allow")]
    [InlineData("RBAC,AlwaysAllow", "--unsafe-authorization-always-allow")]
    [InlineData("ABAC", "ABAC isn't supported")]
    [InlineData("RBAC,RBAC", "twice")]
    [InlineData("7", "none of")]
    [InlineData("Webhook", "--authorization-webhook-config-file")]
    public void Validate_S3_Mode_IsRefused(string mode, string expected)
    {
        var options = new KubeApiOptions();
        options.Authorization.Mode = mode;

        Assert.Contains(KubeApiOptionsValidator.Validate(options), e => e.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_S3_Default_IsNodeAndRbac() => Assert.Empty(KubeApiOptionsValidator.Validate(new KubeApiOptions()));

    [Theory]
    [InlineData("/a", "/a", true)]
    [InlineData("/a", "/a/b", false)]
    [InlineData("/a/*", "/a/b", true)]
    [InlineData("/a/*", "/b", false)]
    public async Task AuthorizeAsync_AlwaysAllowedPath_OnlyThat(string option, string path, bool allowed)
    {
        var authorizer = new PathAuthorizer([option]);

        Assert.Equal(allowed, (await authorizer.AuthorizeAsync(
            PolicyText.User("x"), PolicyText.Path("get", path), TestContext.Current.CancellationToken)).IsAllowed);
        var resource = PolicyText.Resource("get", "", "a") with { Path = path };
        Assert.False((await authorizer.AuthorizeAsync(
            PolicyText.User("x"), resource, TestContext.Current.CancellationToken)).IsAllowed);
    }

    [Theory]
    [InlineData("30s", 30_000)]
    [InlineData("5m0s", 300_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("500ms", 500)]
    [InlineData("", -1)]
    [InlineData("5", -1)]
    [InlineData("-5s", -1)]
    [InlineData("5s ", -1)]
    [InlineData("999999999h", -1)]
    public void Parse_Duration_OrNothing(string text, long milliseconds) =>
        Assert.Equal(milliseconds, ShortDuration.Parse(text)?.TotalMilliseconds ?? -1);

    private static IReadOnlyList<ConfiguredAuthorizer> Read(string authorizers) => AuthorizationConfiguration.Read(YamlReader.Read(
        System.Text.Encoding.UTF8.GetBytes(
            $"apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\nauthorizers:\n{authorizers}\n")));
}
