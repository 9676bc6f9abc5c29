using Orleans.KubeApi.Hosting;
using Xunit;

namespace Orleans.KubeApi.Tests.Hosting;

/// <summary>Clients can't take the files that the server needs to live (F26).</summary>
public sealed class OpenFilesTests
{
    [Theory]
    [InlineData(0, 16)]
    [InlineData(400, 16)]
    [InlineData(1_024, 640)]
    [InlineData(65_536, 20_000)]
    [InlineData(long.MaxValue, 20_000)]
    public void ConnectionsFor_LeavesTheServerItsShare(long most, int expected) => Assert.Equal(expected, OpenFiles.ConnectionsFor(most));

    [Fact]
    public void Most_OfThisProcess_IsEnoughToRun() => Assert.True(OpenFiles.Most > 100);
}
