using System.Reflection;
using Orleans.KubeApi.ClusterTests.Robustness.Validate;
using Orleans.KubeApi.Hosting.Sabotaging;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Robustness.Guarantees;

/// <summary>The table has every guarantee, every judge and every sabotage; what needs no server is seen to be caught here.</summary>
public sealed class GuaranteeTableTests
{
    private const int Guarantees = 35;
    private const int Seed = 20;

    public static TheoryData<string> Lies =>
        [.. GuaranteeTable.Rows.Where(row => row.Sabotage is GuaranteeSabotage.Falsified).Select(row => row.Id)];

    [Fact]
    public void Rows_AreG1ToG35_EachOnce() => Assert.Equal(
        Enumerable.Range(1, Guarantees).Select(number => $"G{number}"),
        GuaranteeTable.Rows.Select(row => row.Id).OrderBy(id => int.Parse(id[1..])));

    [Fact]
    public void Rows_SayWhatTheyMean() => Assert.All(GuaranteeTable.Rows, row => Assert.InRange(row.Meaning.Length, 10, 100));

    /// <summary>These must be told a lie, as no switch of a server breaks them; a row that leaves the list has become better.</summary>
    [Fact]
    public void Rows_WithoutASabotagedServer_AreThese()
    {
        Assert.Equal(["G3", "G9", "G20", "G21", "G24"], Sabotaged<GuaranteeSabotage.Falsified>());
        Assert.Equal(["G6", "G25", "G31"], Sabotaged<GuaranteeSabotage.Layer>());
    }

    [Fact]
    public void Names_OfTheHistoryChecker_BelongToARowEach()
    {
        var names = typeof(Guarantee).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetValue(null)!);
        Assert.Equal(names.Order(), GuaranteeTable.Rows.SelectMany(row => row.HistoryNames).Distinct().Order());
    }

    [Fact]
    public void Sabotages_OfTheServer_AreEachCaughtByARow() => Assert.Equal(
        SabotageSwitch.Sabotages.Order(),
        GuaranteeTable.Rows.Select(row => row.Sabotage).OfType<GuaranteeSabotage.Switch>()
            .Select(sabotage => sabotage.Name).Distinct().Order());

    [Theory]
    [MemberData(nameof(Lies))]
    public void Check_FalsifiedHistory_IsCaught(string id)
    {
        var row = GuaranteeTable.Of(id);
        var history = new SimulatedHistory(Seed).Run();
        var violations = HistoryChecker.Check(((GuaranteeSabotage.Falsified)row.Sabotage).Falsify(history));

        Assert.Empty(HistoryChecker.Check(history));
        Assert.Contains(violations, violation => row.HistoryNames.Contains(violation.Guarantee));
    }

    private static IEnumerable<string> Sabotaged<T>() =>
        GuaranteeTable.Rows.Where(row => row.Sabotage is T).Select(row => row.Id).OrderBy(id => int.Parse(id[1..]));
}
