using System.Diagnostics;
using Orleans.KubeApi.ClusterTests.Http;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Conformance;

/// <summary>The official clients of other languages, as their registries deliver them.</summary>
[Collection(EmbeddedServerCollection.Name)]
public sealed class OtherClientTests(EmbeddedServer embedded)
{
    // Debian's package belongs to Debian's own Python, whichever else is on the path.
    private const string Python = "/usr/bin/python3";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Where infra/ci/install.sh puts it.
    private static string NodeClient => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "orleans-kubeapi-tests", "node_modules", "@kubernetes", "client-node", "dist", "index.js");

    [Fact]
    public async Task Node_PagesPatchesAndInformer_Work()
    {
        if (Requirements.FindOnPath("node") is null || !File.Exists(NodeClient))
        {
            Requirements.Missing("@kubernetes/client-node (infra/ci/install.sh)");
        }

        var space = await embedded.NewNamespaceAsync(Cancellation);
        var lines = await ClientScript.RunAsync(
            "node", "stock.mjs", Cancellation, NodeClient, embedded.Server.Kubeconfig, space);
        Assert.Equal(
            ["pages 3 n0 n1 n2 n3 n4", "patched json k merge strategic", "informer n0 n1 n2 n3 n4 7 n1"], lines);
    }

    [Fact]
    public async Task Python_WatchFromACompactedRevision_IsGoneAndGoesOnFromAList()
    {
        await SkipWithoutPythonAsync();
        await using var server = await KubeServer.StartNewAsync(new KubeServerOptions(), Cancellation);
        foreach (var name in new[] { "a", "b" })
        {
            var body = $$$"""{"metadata":{"name":"{{{name}}}"}}""";
            (await server.Client.PostAsync("/api/v1/namespaces/default/configmaps", body, Cancellation)).MustBe(201);
        }

        await ExpiryTests.CompactAsync(server);
        var lines = await ClientScript.RunAsync(Python, "stock.py", Cancellation, "resume", server.Kubeconfig, "default", "1");
        Assert.Equal("gone 410", lines[0]);
        Assert.Equal(["listed ", "seen ADDED MODIFIED DELETED"], lines[1..]);
    }

    [Fact]
    public async Task Python_ServerSideApply_ConflictsUnlessForced()
    {
        await SkipWithoutPythonAsync();
        var space = await embedded.NewNamespaceAsync(Cancellation);
        var lines = await ClientScript.RunAsync(Python, "stock.py", Cancellation, "apply", embedded.Server.Kubeconfig, space);
        if (lines[0].StartsWith("refused 501", StringComparison.Ordinal))
        {
            Assert.Skip("NOT SERVED YET, NOTHING PROVEN: server-side apply");
        }

        Assert.Equal(["applied 201 1 one", "refused 409 Conflict", "applied 200 2 two"], lines);
    }

    private static async Task SkipWithoutPythonAsync()
    {
        if (!File.Exists(Python))
        {
            Requirements.Missing("python3-kubernetes");
        }

        using var probe = Process.Start(new ProcessStartInfo(Python, "-c \"import kubernetes\"") { RedirectStandardError = true })!;
        await probe.WaitForExitAsync(Cancellation);
        if (probe.ExitCode != 0)
        {
            Requirements.Missing("python3-kubernetes");
        }
    }
}
