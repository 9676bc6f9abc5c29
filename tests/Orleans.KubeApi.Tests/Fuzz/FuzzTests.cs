using System.Text;
using Xunit;

namespace Orleans.KubeApi.Tests.Fuzz;

/// <summary>
/// The short form of <c>Orleans.KubeApi.Benchmarks fuzz</c>: always the same few thousand inputs for each parser, and all that a long run
/// ever
/// found (<c>found.cases.txt</c>: target, tab, input in base64).
/// </summary>
public sealed class FuzzTests
{
    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(t => t.Name)];

    public static TheoryData<string, string> Found => Cases();

    [Theory]
    [MemberData(nameof(Targets))]
    public void Parser_BrokenInput_IsRefusedProperly(string name)
    {
        var run = new FuzzRun(Target(name), seed: 1);
        if (run.Search(TimeSpan.FromSeconds(20), most: 2000) is var (input, problem))
        {
            Assert.Fail($"{name}\t{Convert.ToBase64String(input)}\n{problem}");
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Parser_GoodInput_IsNoBug(string name) =>
        Assert.All(Target(name).Seeds, seed => Assert.Null(Target(name).Try(Encoding.UTF8.GetBytes(seed))));

    [Theory]
    [MemberData(nameof(Found))]
    public void Parser_CaseThatWasFound_IsMended(string name, string input) =>
        Assert.Null(Target(name).Try(Convert.FromBase64String(input)));

    private static FuzzTarget Target(string name) => FuzzTargets.All.Single(t => t.Name == name);

    private static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        using var stream = typeof(FuzzTests).Assembly.GetManifestResourceStream("Fuzz/found.cases.txt")!;
        using var reader = new StreamReader(stream);
        foreach (var line in reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split('\t');
            data.Add(parts[0], parts[1]);
        }

        return data;
    }
}
