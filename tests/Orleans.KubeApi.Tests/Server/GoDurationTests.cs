using Orleans.KubeApi.Server.Options;
using Xunit;

namespace Orleans.KubeApi.Tests.Server;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("1m0s", 60_000)]
    [InlineData("1h0m0s", 3_600_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("500ms", 500)]
    [InlineData("2s500ms", 2_500)]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    public void TryParse_Duration_IsRead(string text, int milliseconds)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("-5s")]
    [InlineData("5x")]
    [InlineData("s")]
    [InlineData("1m5")]
    [InlineData("1..5s")]
    [InlineData("999999999999999h")]
    public void TryParse_OtherText_IsRefused(string text) => Assert.False(GoDuration.TryParse(text, out _));

    [Theory]
    [InlineData("0s")]
    [InlineData("250ms")]
    [InlineData("1.5s")]
    [InlineData("1m0s")]
    [InlineData("1h0m30s")]
    [InlineData("8760h0m0s")]
    public void Format_Duration_IsWrittenAsGoDoes(string text)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(text, GoDuration.Format(duration));
    }
}
