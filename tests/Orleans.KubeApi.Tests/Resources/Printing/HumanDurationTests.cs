using Orleans.KubeApi.Resources.Printing;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Printing;

public sealed class HumanDurationTests
{
    [Theory]
    [InlineData("-00:00:02", "<invalid>")]
    [InlineData("-00:00:01", "0s")]
    [InlineData("00:00:00", "0s")]
    [InlineData("00:01:59", "119s")]
    [InlineData("00:02:00", "2m")]
    [InlineData("00:05:30", "5m30s")]
    [InlineData("00:10:30", "10m")]
    [InlineData("02:59:59", "179m")]
    [InlineData("03:00:00", "3h")]
    [InlineData("07:30:00", "7h30m")]
    [InlineData("08:30:00", "8h")]
    [InlineData("1.23:59:59", "47h")]
    [InlineData("2.00:00:00", "2d")]
    [InlineData("3.04:00:00", "3d4h")]
    [InlineData("8.05:00:00", "8d")]
    [InlineData("729.00:00:00", "729d")]
    [InlineData("730.00:00:00", "2y")]
    [InlineData("800.00:00:00", "2y70d")]
    [InlineData("2920.00:00:00", "8y")]
    [InlineData("9200.00:00:00", "25y")]
    public void Of_Span_IsShort(string span, string expected) =>
        Assert.Equal(expected, HumanDuration.Of(TimeSpan.Parse(span, System.Globalization.CultureInfo.InvariantCulture)));
}
