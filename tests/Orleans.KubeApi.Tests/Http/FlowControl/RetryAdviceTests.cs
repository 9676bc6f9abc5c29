using Microsoft.Extensions.Time.Testing;
using Orleans.KubeApi.Http.FlowControl;
using Xunit;

namespace Orleans.KubeApi.Tests.Http.FlowControl;

public sealed class RetryAdviceTests
{
    [Fact]
    public void Refused_ManyThenFew_DoublesUpTo32AndComesDown()
    {
        var time = new FakeTimeProvider();
        var advice = new RetryAdvice(time);
        var seen = new List<int>();
        for (var second = 0; second < 120; second++)
        {
            for (var i = 0; i < 100; i++)
            {
                seen.Add(advice.Refused());
            }

            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([1, 2, 4, 8, 16, 32], seen.Distinct());
        time.Advance(TimeSpan.FromSeconds(60));
        for (var second = 0; second < 40; second++)
        {
            seen.Add(advice.Refused());
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(seen[^1] < 32, $"{seen[^1]}");
    }
}
