using System.Diagnostics;
using System.Text.Json;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Conformance;

/// <summary>
/// Replays conversations that were recorded from a kube-apiserver. The recordings don't ship with the project: the variable
/// <c>KUBEAPI_RECORDINGS</c> names a folder with <c>replay.py</c> and <c>scenarios/</c>; without it nothing is proved, and the test says
/// so.
/// </summary>
public sealed class RecordedBehaviourTests
{
    private const string FolderVariable = "KUBEAPI_RECORDINGS";

    private static readonly string[] Tokens =
    [
        "t-alice,alice,uid-alice,\"dev\"", "t-bob,bob,uid-bob,\"ops\"", "t-node,system:node:node-one,uid-node1,\"system:nodes\"",
    ];

    /// <summary>
    /// Scenarios that are known to differ, each with its reason in <c>KnownDifferences.txt</c>. Only ever take lines away.
    /// </summary>
    private static readonly HashSet<string> _known =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Conformance", "KnownDifferences.txt"))
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ')[0]),
    ];

    [Theory]
    [InlineData("crud")]
    [InlineData("errors")]
    [InlineData("validation")]
    [InlineData("patch")]
    [InlineData("delete")]
    [InlineData("list")]
    [InlineData("watch")]
    [InlineData("subresources")]
    [InlineData("discovery")]
    [InlineData("table")]
    [InlineData("admission")]
    [InlineData("auth")]
    [InlineData("rbac")]
    public async Task Area_Replayed_AnswersAsRecorded(string area)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var recordings = Environment.GetEnvironmentVariable(FolderVariable) ?? "";
        if (recordings.Length == 0)
        {
            Assert.Skip($"{FolderVariable} names no recordings: this test proved nothing.");
        }

        using var folder = new TemporaryFolder();
        await using var server = await KubeServer.StartNewAsync(new KubeServerOptions { MoreTokens = Tokens }, cancellation);
        folder.Write("server.json", $"{{\"url\": \"{server.Url.AbsoluteUri.TrimEnd('/')}\", \"tokens\": " +
            $"{{\"admin\": \"{KubeServer.AdminToken}\", \"alice\": \"t-alice\", \"bob\": \"t-bob\", \"node1\": \"t-node\"}}}}");

        var failed = await ReplayAsync(recordings, area, folder, cancellation);

        Assert.Empty(failed.Except(_known));
    }

    private static async Task<IReadOnlyList<string>> ReplayAsync(
        string recordings, string area, TemporaryFolder folder, CancellationToken cancellation)
    {
        var results = folder.File("results.json");
        var start = new ProcessStartInfo("python3") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[]
        {
            Path.Combine(recordings, "replay.py"), Path.Combine(recordings, "scenarios"), "--server", folder.File("server.json"),
            "--area", area, "--json", results, "--jobs", "4",
        })
        {
            start.ArgumentList.Add(argument);
        }

        using var replay = Process.Start(start)!;
        var output = replay.StandardOutput.ReadToEndAsync(cancellation);
        var errors = replay.StandardError.ReadToEndAsync(cancellation);
        await replay.WaitForExitAsync(cancellation);
        TestContext.Current.TestOutputHelper?.WriteLine(await output);
        Assert.True(File.Exists(results), await errors);
        using var report = JsonDocument.Parse(await File.ReadAllBytesAsync(results, cancellation));
        return [.. report.RootElement.EnumerateArray().Where(r => r.GetProperty("failures").GetArrayLength() > 0)
            .Select(r => $"{r.GetProperty("area").GetString()}/{r.GetProperty("name").GetString()}")];
    }
}
