using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Conformance;

/// <summary>Tests that drive stock kubectl against the shared server, each in a namespace of its own.</summary>
public abstract class KubectlScenarios(EmbeddedServer embedded) : IAsyncLifetime
{
    private Kubectl? _kubectl;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected EmbeddedServer Embedded => embedded;

    private protected Kubectl Tool => _kubectl!;

    /// <summary>The test's namespace.</summary>
    private protected string Space { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Kubectl.SkipIfMissing();
        Space = await embedded.NewNamespaceAsync(Cancellation);
        _kubectl = new Kubectl(embedded.Server.Kubeconfig, Space);
    }

    public ValueTask DisposeAsync()
    {
        _kubectl?.Dispose();
        return ValueTask.CompletedTask;
    }

    private protected Task<string> RunAsync(params string[] arguments) => Tool.RunAsync(Cancellation, arguments);
}
