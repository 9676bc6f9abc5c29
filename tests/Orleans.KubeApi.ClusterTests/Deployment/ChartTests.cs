using Orleans.KubeApi.ClusterTests.Conformance;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Deployment;

/// <summary>What an operator deploys: the chart renders, our own server takes what it renders, and the plain manifests are the
/// same.</summary>
[Collection(EmbeddedServerCollection.Name)]
public sealed class ChartTests : IAsyncLifetime
{
    private const string Refresh = "KUBEAPI_REFRESH_MANIFESTS";
    private static readonly string _everything = Chart.Values
        .Replace("encryptionSecret: \"\"", "encryptionSecret: keys", StringComparison.Ordinal)
        .Replace("auditPolicyConfigMap: \"\"", "auditPolicyConfigMap: audit", StringComparison.Ordinal)
        .Replace("servingTlsSecret: \"\"", "servingTlsSecret: serving", StringComparison.Ordinal)
        .Replace("imagePullSecrets: []", "imagePullSecrets: [registry]", StringComparison.Ordinal)
        .Replace("priorityClassName: \"\"", "priorityClassName: system-cluster-critical", StringComparison.Ordinal)
        .Replace("clientCIDRs: []", "clientCIDRs: [192.0.2.0/24]", StringComparison.Ordinal)
        .Replace("extraArgs: []", "extraArgs: [--event-ttl=2h, --anonymous-auth=false]", StringComparison.Ordinal)
        .Replace("  enabled: false", "  enabled: true", StringComparison.Ordinal);

    private static readonly string _nothing = Chart.Values
        .Replace("siloTlsSecret: kubeapi-silo-tls", "siloTlsSecret: \"\"", StringComparison.Ordinal)
        .Replace("servingNames: []", "servingNames: [kube.example.com, 192.0.2.1]", StringComparison.Ordinal)
        .Replace("  enabled: true", "  enabled: false", StringComparison.Ordinal);

    private readonly EmbeddedServer _embedded;
    private Kubectl? _tool;
    private string _space = "";

    public ChartTests(EmbeddedServer embedded)
    {
        Kubectl.SkipIfMissing();
        _embedded = embedded;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _space = await _embedded.NewNamespaceAsync(Cancellation);
        _tool = new Kubectl(_embedded.Server.Kubeconfig, _space);
    }

    public ValueTask DisposeAsync()
    {
        _tool?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("default")]
    [InlineData("everything")]
    [InlineData("nothing")]
    public async Task Chart_Rendered_IsTakenByTheServerWhenStrict(string variant)
    {
        var values = variant switch { "everything" => _everything, "nothing" => _nothing, _ => Chart.Values };
        var taken = 0;
        foreach (var template in Chart.Templates)
        {
            var rendered = await Chart.RenderAsync(_tool!, template, values, _space, Cancellation);
            if (rendered.Length <= 1 || rendered.Contains("apiVersion: monitoring.coreos.com/", StringComparison.Ordinal))
            {
                continue; // Switched off, or a type that the Prometheus operator brings.
            }

            var result = await ApplyAsync(rendered);
            Assert.True(result.ExitCode == 0, $"{Path.GetFileName(template)}: {result.Error}\n{rendered}");
            taken++;
        }

        Assert.Equal(variant == "nothing" ? 5 : 6, taken);
    }

    [Fact]
    public async Task Chart_WithAWrongField_IsRefusedByTheSameCheck()
    {
        var template = Chart.Templates.Single(static t => t.EndsWith("deployment.yaml", StringComparison.Ordinal));
        var rendered = await Chart.RenderAsync(_tool!, template, Chart.Values, _space, Cancellation);
        var result = await ApplyAsync(rendered.Replace("minReadySeconds:", "minReadySecond:", StringComparison.Ordinal));
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("minReadySecond", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PlainManifests_AreTheRenderedChart()
    {
        var parts = new List<string>
        {
            "# What infra/deploy/chart renders with its default values. Change the chart, not this file.\n",
            "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: kubeapi\n  labels:\n    pod-security.kubernetes.io/enforce: restricted\n",
        };
        foreach (var template in Chart.Templates)
        {
            var rendered = await Chart.RenderAsync(_tool!, template, Chart.Values, "kubeapi", Cancellation);
            if (rendered.Length > 1)
            {
                parts.Add("---\n" + rendered);
            }
        }

        var path = Path.Combine(Chart.Folder, "manifests/kubeapi.yaml");
        var text = string.Concat(parts);
        if (Environment.GetEnvironmentVariable(Refresh) is { Length: > 0 })
        {
            await File.WriteAllTextAsync(path, text, Cancellation);
        }

        Assert.True(text == await File.ReadAllTextAsync(path, Cancellation),
            $"infra/deploy/manifests/kubeapi.yaml is not what the chart renders: run this test with {Refresh}=1");
    }

    private Task<(int ExitCode, string Output, string Error)> ApplyAsync(string manifest) => _tool!.TryAsync(
        Cancellation, "apply", "--dry-run=server", "--validate=strict", "-f", _tool.Folder.Write("rendered.yaml", manifest));
}
