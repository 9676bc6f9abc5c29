using Orleans.KubeApi.Grains;
using Xunit;

namespace Orleans.KubeApi.Tests.Grains;

public sealed class FeedWindowTests
{
    [Fact]
    public void After_InsideTheWindow_GivesEverythingLater()
    {
        var window = new FeedWindow(5);
        window.Add([Event(6), Event(7)], 7);
        window.Add([Event(8)], 9); // a hole is allowed
        var reply = window.After(6);
        Assert.Equal((6L, 9L, false), (reply.From, reply.To, reply.Gap));
        Assert.Equal([7L, 8], reply.Events.Select(e => e.Revision));
        Assert.Empty(window.After(9).Events);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void After_OutsideTheWindow_IsAGap(long from)
    {
        var window = new FeedWindow(5);
        window.Add([Event(6), Event(7)], 7);
        Assert.True(window.After(from).Gap);
    }

    [Fact]
    public void After_ManyBytes_StaysBelowTheMessageLimitWithoutSkipping()
    {
        var window = new FeedWindow(0);
        window.Add(Enumerable.Range(1, 10).Select(i => Event(i, 400_000)), 10);
        long position = 0;
        var seen = new List<long>();
        while (position < 10)
        {
            var reply = window.After(position);
            Assert.InRange(reply.Events.Sum(e => e.Body.Length), 1, 1 << 20);
            seen.AddRange(reply.Events.Select(e => e.Revision));
            position = reply.To;
        }

        Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i), seen);
    }

    [Fact]
    public void Add_WakesWhoWaits()
    {
        var window = new FeedWindow(5);
        var changed = window.Changed;
        Assert.False(changed.IsCompleted);
        window.Add([Event(6)], 6);
        Assert.True(changed.IsCompleted);
        Assert.False(window.Changed.IsCompleted);
    }

    private static FeedEventMessage Event(long revision, int size = 10) =>
        new() { Key = "k", Revision = revision, Deleted = false, Body = new byte[size] };
}
