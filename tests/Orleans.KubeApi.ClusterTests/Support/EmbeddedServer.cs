using Xunit;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>One embedded server that the conformance and HTTP tests share; each test works in a namespace of its own.</summary>
public sealed class EmbeddedServer : IAsyncLifetime
{
    private int _namespaces;

    internal KubeServer Server { get; } = new(new KubeServerOptions());

    internal KubeHttp Client => Server.Client;

    public async ValueTask InitializeAsync() => await Server.StartAsync(TestContext.Current.CancellationToken);

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
