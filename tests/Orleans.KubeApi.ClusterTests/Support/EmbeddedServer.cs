using Xunit;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>One embedded server that the conformance and HTTP tests share; each test works in a namespace of its own.</summary>
public sealed class EmbeddedServer : IAsyncLifetime
{
    private int _namespaces;

    internal KubeServer Server { get; } = new(new KubeServerOptions());

    internal KubeHttp Client => Server.Client;

    /// <summary>Starts the server and waits until it has made its own objects, so that nobody else writes while a test looks.</summary>
    public async ValueTask InitializeAsync()
    {
        const string last = "/api/v1/namespaces/kube-system/configmaps/kube-apiserver-legacy-service-account-token-tracking";
        var cancellation = TestContext.Current.CancellationToken;
        await Server.StartAsync(cancellation);
        await Eventually.HoldsAsync("the server's own objects are there", TimeSpan.FromSeconds(60),
            async stop => (await Client.GetAsync(last, stop)).Code == 200, cancellation);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>Creates a namespace that no other test knows.</summary>
    internal async Task<string> NewNamespaceAsync(CancellationToken cancellation)
    {
        var name = $"t{Interlocked.Increment(ref _namespaces)}";
        var body = $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{name}}}"}}""";
        (await Client.PostAsync("/api/v1/namespaces", body, cancellation)).MustBe(201);

        // The API server leaves this to a controller, and admits no pod without it.
        var account = await Client.PostAsync(
            $"/api/v1/namespaces/{name}/serviceaccounts", """{"metadata":{"name":"default"}}""", cancellation);
        Assert.True(account.Code is 201 or 409, account.Text);
        return name;
    }
}
