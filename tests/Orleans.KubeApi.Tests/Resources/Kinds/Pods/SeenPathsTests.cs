using System.Globalization;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Resources.Kinds.Pods;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Pods;

public sealed class SeenPathsTests
{
    [Fact]
    public void Meeting_AnyPaths_GivesThoseOfEachPairInOrder()
    {
        var random = new Random(7);
        string[] parts = ["a", "ab", "b", "c", "d", "e", "f"];
        var seen = new SeenPaths();
        var earlier = new List<string>();
        var told = 0;
        for (var i = 0; i < 60; i++)
        {
            var path = string.Join('/', Enumerable.Range(0, 1 + random.Next(3)).Select(_ => parts[random.Next(parts.Length)]));
            var shown = i.ToString(CultureInfo.InvariantCulture);
            var expected = earlier.Select((e, at) => (Path: e, At: at.ToString(CultureInfo.InvariantCulture)))
                .Where(e => $"{path}/".StartsWith($"{e.Path}/", StringComparison.Ordinal)
                    || $"{e.Path}/".StartsWith($"{path}/", StringComparison.Ordinal))
                .Select(e => e.At).Take(WarningLimit.Most - told).ToList();
            Assert.Equal(expected, seen.Meeting(path, shown));
            told += expected.Count;
            earlier.Add(path);
        }

        Assert.InRange(told, 50, WarningLimit.Most);
    }

    [Fact]
    public void Meeting_OnePathManyTimes_TellsEachPairOnceAndNotTooMany()
    {
        var seen = new SeenPaths();
        Assert.Empty(seen.Meeting("a", "a"));
        Assert.Equal(["a"], seen.Meeting("a", "a"));
        Assert.Empty(seen.Meeting("a", "a"));
        var told = 1;
        for (var i = 0; i < 1000; i++)
        {
            told += seen.Meeting("a", $"a{i}").Count;
        }

        Assert.Equal(WarningLimit.Most, told);
    }
}
