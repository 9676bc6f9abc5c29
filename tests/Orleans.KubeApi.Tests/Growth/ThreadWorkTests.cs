using Xunit;

namespace Orleans.KubeApi.Tests.Growth;

/// <summary>Bytes are the same each time; what times say is tried by hand, as the growth of the lists is.</summary>
public sealed class ThreadWorkTests
{
    [Fact(Explicit = true)]
    public void Excess_OfPairs_IsFoundByTime()
    {
        string[] names = [.. Enumerable.Range(0, 32_000).Select(i => $"name {i}")];
        var found = 0;

        Assert.NotNull(ThreadWork.Excess(2_000, count =>
        {
            for (var i = 0; i < count; i++)
            {
                found += Array.IndexOf(names, "not there", 0, count);
            }
        }));
        Assert.True(found < 0);
    }

    [Fact]
    public void Excess_OfTextThatGrowsWithEachElement_IsFoundByBytes() => Assert.NotNull(ThreadWork.Excess(1_000, count =>
    {
        var text = "";
        for (var i = 0; i < count; i++)
        {
            text += "long enough ";
        }
    }));

    [Fact(Explicit = true)]
    public void Excess_OfLinearWork_IsNone() => Assert.Null(ThreadWork.Excess(1_000, count =>
    {
        var names = new HashSet<string>();
        for (var i = 0; i < 20 * count; i++)
        {
            names.Add($"name {i}");
        }
    }));
}
