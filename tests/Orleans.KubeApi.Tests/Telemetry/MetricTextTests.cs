using System.Text;
using Orleans.KubeApi.Telemetry;
using Xunit;

namespace Orleans.KubeApi.Tests.Telemetry;

public sealed class MetricTextTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "1")]
    [InlineData(-3, "-3")]
    [InlineData(0.005, "0.005")]
    [InlineData(1.25, "1.25")]
    [InlineData(100_000, "100000")]
    [InlineData(1e6, "1e+06")]
    [InlineData(1234567, "1.234567e+06")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.0000194, "1.94e-05")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(1795897338.69849, "1.79589733869849e+09")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NaN, "NaN")]
    public void Number_AnyValue_LooksAsFromGo(double value, string expected) => Assert.Equal(expected, MetricText.Number(value));

    [Fact]
    public void Collect_AllKinds_IsTheTextFormat()
    {
        var registry = new MetricRegistry();
        registry.Counter("a_total", "Counts.", "verb", "code").With("GET", "20\"0\n\\").Add(2);
        registry.Gauge("b", "Shows.").With().Set(-1);
        var seconds = registry.Histogram("c_seconds", "Measures.", [0.5, 1], "x").With("y");
        seconds.Observe(0.5);
        seconds.Observe(7);
        registry.Counter("never_total", "Never counted.", "x");

        var text = Encoding.UTF8.GetString(registry.Collect().Utf8.Span);

        Assert.Equal(
            """
            # HELP a_total Counts.
            # TYPE a_total counter
            a_total{code="20\"0\n\\",verb="GET"} 2
            # HELP b Shows.
            # TYPE b gauge
            b -1
            # HELP c_seconds Measures.
            # TYPE c_seconds histogram
            c_seconds_bucket{x="y",le="0.5"} 1
            c_seconds_bucket{x="y",le="1"} 1
            c_seconds_bucket{x="y",le="+Inf"} 2
            c_seconds_sum{x="y"} 7.5
            c_seconds_count{x="y"} 2
            # HELP never_total Never counted.
            # TYPE never_total counter

            """,
            text);
    }

    [Fact]
    public void With_MoreSeriesThanTheLimit_ShareOne()
    {
        var family = new MetricRegistry().Counter("a_total", "Counts.", "name");
        for (var i = 0; i < MetricFamily<Counter>.Limit; i++)
        {
            family.With($"n{i}");
        }

        var late = family.With("late");

        Assert.Same(late, family.With("later"));
        Assert.NotSame(late, family.With("n7"));
        Assert.Same(family.With("n7"), family.With("n7"));
    }

    [Fact]
    public void Observe_ManyThreads_CountsAll()
    {
        var histogram = new Histogram([1, 2]);

        Parallel.For(0, 10_000, i => histogram.Observe(i % 4));

        Assert.Equal(10_000, histogram.Count);
        Assert.Equal(15_000, histogram.Sum);
    }
}
