using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Security;

/// <summary>Clients that connect and say nothing.</summary>
public sealed class CrowdTests
{
    private const int Files = 420;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task IdleConnections_MoreThanThereAreFiles_LeaveTheServerItsOwn()
    {
        await using var server = await KubeServer.StartNewAsync(
            new KubeServerOptions { Launcher = ["prlimit", $"--nofile={Files}"] }, Cancellation);
        using (var crowd = await IdleCrowd.ConnectAsync(server.Port, 400, Cancellation))
        {
            // Sooner than those that were let in are closed because they don't shake hands.
            await Eventually.HoldsAsync(
                "most of the crowd is turned away", TimeSpan.FromSeconds(8), _ => Task.FromResult(crowd.Closed > 300), Cancellation);

            Assert.InRange(Directory.EnumerateFileSystemEntries($"/proc/{server.Process.Id}/fd").Count(), 100, Files - 20);
        }

        await server.WaitReadyAsync(Cancellation);
        (await server.Client.GetAsync("/api/v1/namespaces", Cancellation)).MustBe(200);
    }
}
