using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Grains.Streams;
using Orleans.KubeApi.Hosting.Silo;
using Xunit;

namespace Orleans.KubeApi.Tests.Hosting;

public sealed class LongPollTests
{
    [Fact]
    public void Polls_OfWhatIsQuiet_EndWellBeforeTheirCallsAreGivenUp()
    {
        // A server under load takes seconds for what should take none; a call given up is a warning and an exception.
        var longest = SiloSetup.ResponseTimeout / 2;

        Assert.InRange(new CacheLimits().PollWait, TimeSpan.Zero, longest);
        Assert.InRange(KubeQueueReceiver.PollWait, TimeSpan.Zero, longest);
    }
}
