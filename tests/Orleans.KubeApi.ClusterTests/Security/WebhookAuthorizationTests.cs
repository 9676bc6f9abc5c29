using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Security;

/// <summary>A chain of RBAC and a webhook, by configuration file, on a server of its own.</summary>
public sealed class WebhookAuthorizationTests : IAsyncLifetime
{
    private const string Target = "/api/v1/namespaces/default/configmaps";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _folder = new();
    private AccessService _service = null!;
    private KubeServer _server = null!;
    private KubeHttp _jane = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _service = await AccessService.StartAsync(Cancellation);
        _folder.Write("hook.yaml", _service.Kubeconfig);
        WriteChain("Deny");
        _server = await KubeServer.StartNewAsync(
            new KubeServerOptions { MoreArguments = ["--authorization-config", _folder.File("chain.yaml")] }, Cancellation);
        _jane = new KubeHttp(_server.Url, KubeServer.UserToken);
    }

    public async ValueTask DisposeAsync()
    {
        _jane.Dispose();
        await _server.DisposeAsync();
        await _service.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task S4_Webhook_DecidesIsRememberedAndNeverAllowsByFailing()
    {
        var asked = _service.Questions;
        (await _jane.GetAsync($"{Target}?labelSelector=a%3Db", Cancellation)).MustBe(403);
        var asks = _service.Last!["spec"]!["resourceAttributes"]!;
        Assert.Equal(
            """{"requirements":[{"key":"a","operator":"In","values":["b"]}]}""", asks["labelSelector"]!.ToJsonString());
        Assert.Equal("list v1 configmaps default", $"{asks["verb"]} {asks["version"]} {asks["resource"]} {asks["namespace"]}");
        _service.Answer = """{"allowed":true,"reason":"fine"}""";
        (await _jane.GetAsync(Target, Cancellation)).MustBe(200);
        (await _jane.GetAsync(Target, Cancellation)).MustBe(200);
        Assert.Equal(asked + 2, _service.Questions);

        foreach (var broken in new[] { "no json", """{"allowed":"yes"}""", """{"allowed":true,"denied":true}""" })
        {
            _service.Answer = broken;
            (await _jane.GetAsync($"{Target}/x{broken.Length}", Cancellation)).MustBe(500);
        }

        _service.Answer = """{"allowed":false,"denied":true,"reason":"not you"}""";
        var refused = (await _jane.GetAsync($"{Target}/y", Cancellation)).MustBe(403);
        Assert.EndsWith(": not you", refused.Message, StringComparison.Ordinal);

        await _service.DisposeAsync();
        (await _jane.GetAsync($"{Target}/z", Cancellation)).MustBe(500);
        (await _server.Client.GetAsync(Target, Cancellation)).MustBe(200); // system:masters need nobody's word
    }

    [Fact]
    public async Task Chain_Changed_IsInForceWithoutRestart()
    {
        _service.Answer = """{"allowed":true}""";
        (await _jane.GetAsync(Target, Cancellation)).MustBe(200);

        _folder.Write("chain.yaml", """
            apiVersion: apiserver.config.k8s.io/v1
            kind: AuthorizationConfiguration
            authorizers: [{type: RBAC, name: rbac}]
            """);
        await Eventually.HoldsAsync("only RBAC decides", Patience,
            async stop => (await _jane.GetAsync(Target, stop)).Code == 403, Cancellation);

        _folder.Write("chain.yaml", "nonsense");
        await Eventually.HoldsAsync("the mistake is told", Patience,
            _ => Task.FromResult(_server.Log.Contains("must be an AuthorizationConfiguration")), Cancellation);
        (await _jane.GetAsync(Target, Cancellation)).MustBe(403);
    }

    private void WriteChain(string policy) => _folder.Write("chain.yaml", $$"""
        apiVersion: apiserver.config.k8s.io/v1
        kind: AuthorizationConfiguration
        authorizers:
        - {type: RBAC, name: rbac}
        - type: Webhook
          name: hook
          webhook:
            timeout: 3s
            subjectAccessReviewVersion: v1
            failurePolicy: {{policy}}
            connectionInfo: {type: KubeConfigFile, kubeConfigFile: {{_folder.File("hook.yaml")}}}
        """);
}
