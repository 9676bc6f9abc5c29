using Microsoft.Extensions.Logging.Abstractions;
using Orleans.KubeApi.Hosting;
using Xunit;

namespace Orleans.KubeApi.Tests.Hosting;

public sealed class HeapKeeperTests
{
    private const long Megabyte = 1 << 20;

    [Fact]
    public void IsDue_GrownHeapInAQuietProcess_OnceUntilItGrowsAgain()
    {
        using var keeper = NewKeeper();
        keeper.IsDue(1000 * Megabyte, 300 * Megabyte);

        Assert.True(keeper.IsDue(1001 * Megabyte, 300 * Megabyte));
        keeper.Collected(200 * Megabyte);

        Assert.False(keeper.IsDue(1002 * Megabyte, 220 * Megabyte));
        Assert.True(keeper.IsDue(1003 * Megabyte, 230 * Megabyte));
    }

    [Fact]
    public void IsDue_BusyProcess_Waits()
    {
        using var keeper = NewKeeper();
        keeper.IsDue(1000 * Megabyte, 300 * Megabyte);

        Assert.False(keeper.IsDue(1100 * Megabyte, 350 * Megabyte));
        Assert.False(keeper.IsDue(1200 * Megabyte, 400 * Megabyte));
        Assert.True(keeper.IsDue(1201 * Megabyte, 400 * Megabyte));
    }

    [Fact]
    public void IsDue_LargeHeap_GrowsByAnEighthFirst()
    {
        using var keeper = NewKeeper();
        keeper.Collected(4000 * Megabyte);
        keeper.IsDue(9000 * Megabyte, 4000 * Megabyte);

        Assert.False(keeper.IsDue(9001 * Megabyte, 4400 * Megabyte));
        Assert.True(keeper.IsDue(9002 * Megabyte, 4600 * Megabyte));
    }

    private static HeapKeeper NewKeeper() => new(TimeProvider.System, NullLogger<HeapKeeper>.Instance);
}
