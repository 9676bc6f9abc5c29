using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Orleans.KubeApi.Http.FlowControl;
using Orleans.KubeApi.Resources.Bootstrapping;
using Xunit;
using static Orleans.KubeApi.Http.FlowControl.SeatAllocation;

namespace Orleans.KubeApi.Tests.Http.FlowControl;

public sealed class SeatAllocationTests
{
    [Fact]
    public void Divide_DefaultLevels_GivesTheSharesOfTheOriginal()
    {
        var levels = Defaults();
        Assert.Equal(602, Divide(levels.Values, 600));
        Assert.Equal(
            "catch-all 13 13, exempt 0 0, global-default 49 24, leader-election 25 25, node-high 98 73, system 74 50, workload-high 98 49, "
            + "workload-low 245 24",
            string.Join(", ", levels.Values.OrderBy(l => l.Settings.Name, StringComparer.Ordinal)
                .Select(l => $"{l.Settings.Name} {l.Shares.Nominal} {l.Shares.Least}")));
    }

    [Fact]
    public void Adjust_OneBusyLevel_BorrowsWhatOthersLend()
    {
        var levels = Defaults();
        var sum = Divide(levels.Values, 600);
        var busy = levels["global-default"];
        busy.SetLimit(49);
        var schema = CompiledSchema.Mandatory("catch-all", busy, new FlowStatistics());
        for (ulong i = 0; i < 500; i++)
        {
            busy.Enter(new FlowRequest(schema, "", WorkEstimate.One, null), i * 7919, -1);
        }

        Adjust(levels.Values, sum);
        Assert.True(busy.Shares.Current > 49, $"{busy.Shares.Current}");
        Assert.All(levels.Values, l => Assert.InRange(l.Shares.Current, l.Shares.Least, l.Shares.Most));
        Assert.InRange(levels.Values.Sum(l => l.Shares.Current), sum - 8, sum + 8);
    }

    [Fact]
    public void Fraction_AnyClaims_AddsUpWithinTheBounds() =>
        Gen.Select(Gen.Double[0, 50], Gen.Double[0, 50], Gen.Double[0.001, 200]).Array[1, 8].Select(Gen.Double[0, 1]).Sample((raw, part) =>
        {
            var claims = raw.Select(r => new Claim(r.Item1, r.Item1 + r.Item2, Math.Max(r.Item3, r.Item1))).ToArray();
            var (least, most) = (claims.Sum(c => c.Least), claims.Sum(c => c.Most));
            var sum = least + (part * (most - least));
            var fraction = Fraction(claims, sum);
            Assert.NotNull(fraction);
            Assert.Equal(sum, claims.Sum(c => c.At(fraction.Value)), 1e-4);
        });

    [Fact]
    public void Fraction_Impossible_IsNull()
    {
        Assert.Null(Fraction([new Claim(5, 10, 5)], 4));
        Assert.Null(Fraction([new Claim(5, 10, 5)], 11));
    }

    private static Dictionary<string, FlowLevel> Defaults() => FlowObjects.All().Select(o => o.Body)
        .Select(LevelSettings.Read).OfType<LevelSettings>()
        .ToDictionary(s => s.Name, s => new FlowLevel(s, new FakeTimeProvider()));
}
