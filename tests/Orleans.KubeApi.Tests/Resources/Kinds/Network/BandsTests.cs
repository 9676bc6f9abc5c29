using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Resources.Kinds.Network;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Network;

public sealed class BandsTests
{
    [Theory]
    [InlineData("10.0.0.0/24", 254, 16)]
    [InlineData("10.0.0.0/28", 14, 0)]
    [InlineData("10.0.0.0/20", 4094, 256)]
    [InlineData("10.0.0.0/30", 2, 0)]
    [InlineData("fd00::/120", 255, 16)]
    public void Candidates_Range_EachOnceAndTheUpperBandFirst(string text, int count, int reserved)
    {
        Assert.True(CidrText.TryParse(text, out var range));

        var all = Bands.Candidates(range, new Random(1)).ToList();

        Assert.Equal(count, all.Count);
        Assert.Equal(count, all.Distinct().Count());
        Assert.All(all, a => Assert.True(Bands.Holds(range, a)));
        var border = range.First.Value + (UInt128)reserved + 1;
        Assert.All(all.Take(count - reserved), a => Assert.True(a.Value >= border));
        Assert.All(all.Skip(count - reserved), a => Assert.True(a.Value < border));
    }

    [Fact]
    public void Candidates_HugeRange_GivesTheFirstAtOnce()
    {
        Assert.True(CidrText.TryParse("fd00::/64", out var range));
        Assert.True(Bands.Holds(range, Bands.Candidates(range, new Random(2)).First()));
    }

    [Theory]
    [InlineData("30000-32767", 86)]
    [InlineData("30000-30015", 0)]
    [InlineData("30000+40", 16)]
    [InlineData("1-65535", 128)]
    public void PortCandidates_Range_EachOnceAndTheUpperBandFirst(string text, int reserved)
    {
        var band = PortBand.Parse(text);

        var all = band.Candidates(new Random(3)).ToList();

        Assert.Equal(band.Last - band.First + 1, all.Distinct().Count());
        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.All(all.Take(all.Count - reserved), p => Assert.True(p >= band.First + reserved));
    }

    [Theory]
    [InlineData("30000")]
    [InlineData("0-10")]
    [InlineData("20-10")]
    [InlineData("1-70000")]
    [InlineData("a-b")]
    public void Parse_NoPortRange_IsRefused(string text) => Assert.Throws<FormatException>(() => PortBand.Parse(text));
}
