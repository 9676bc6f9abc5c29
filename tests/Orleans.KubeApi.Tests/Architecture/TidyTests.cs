using Xunit;

namespace Orleans.KubeApi.Tests.Architecture;

public sealed class TidyTests
{
    private static readonly string[] TopLevel = ["src", "tests", "infra", "Orleans.KubeApi.sln", "global.json", "README.md"];

    // What a run or a build leaves behind; .gitignore has them too.
    private static readonly string[] LeftBehind = ["kubeapi-data", "BenchmarkDotNet.Artifacts", "TestResults"];

    // What was there when the rule came. Only ever take lines away.
    private static readonly string[] Ratchet =
    [
    ];

    [Fact]
    public void Files_KeepTheirBudgets()
    {
        var complaints = SourceTree.CSharpFiles()
            .SelectMany(file => TidyRules.Check(file, File.ReadAllText(Path.Combine(SourceTree.Root, file))))
            .ToList();

        var news = string.Join('\n', complaints.Except(Ratchet));
        Assert.True(news.Length == 0, news);
        Assert.Empty(Ratchet.Except(complaints)); // Solved: take the line out of the ratchet.
    }

    [Fact]
    public void TopLevel_HoldsOnlyWhatBelongsThere()
    {
        var entries = Directory.EnumerateFileSystemEntries(SourceTree.Root).Select(Path.GetFileName).OfType<string>();

        Assert.Empty(entries.Where(entry => !entry.StartsWith('.')).Except(TopLevel).Except(LeftBehind));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("src/Orleans.KubeApi/ARCHITECTURE.md")]
    public void Document_Exists(string file) =>
        Assert.True(new FileInfo(Path.Combine(SourceTree.Root, file)) is { Exists: true, Length: > 500 });

    [Fact]
    public void CSharpFiles_FindsTheSources()
    {
        var files = SourceTree.CSharpFiles().ToList();

        Assert.Contains("src/Orleans.KubeApi.Server/Program.cs", files);
        Assert.Contains("tests/Orleans.KubeApi.Tests/Architecture/TidyTests.cs", files);
        Assert.DoesNotContain(files, file => file.Contains("/obj/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("namespace A;\nclass Other;\n", "in a file of another name")]
    [InlineData("namespace A;\nclass Sample;\nenum Second;\n", "more than one top-level type: Sample, Second")]
    [InlineData("namespace A { class Sample; }\n", "a namespace in braces")]
    [InlineData("namespace A;\nclass Sample\n{\n#region x\n#endregion\n}\n", "a #region")]
    public void Check_UntidyShape_IsFound(string text, string expected) =>
        Assert.Contains(expected, Assert.Single(TidyRules.Check("src/Sample.cs", text)), StringComparison.Ordinal);

    [Theory]
    [InlineData("Sample.cs", "namespace A;\nclass Sample { class Inner; }\n")]
    [InlineData("Sample.Part.cs", "namespace A;\npartial class Sample<T>;\n")]
    [InlineData("Program.cs", "return 0;\n")]
    public void Check_TidyShape_IsNotFound(string file, string text) => Assert.Empty(TidyRules.Check(file, text));

    [Theory]
    [InlineData(70, false)]
    [InlineData(71, true)]
    public void Check_MethodLength_HasALimit(int lines, bool found) =>
        Assert.Equal(found, Finds(Method(lines), "M has more than 70 lines"));

    [Theory]
    [InlineData(500, false)]
    [InlineData(501, true)]
    public void Check_FileLength_HasALimit(int lines, bool found) =>
        Assert.Equal(found, Finds("namespace A;\nclass Sample;\n" + new string('\n', lines - 2), "more than 500 lines"));

    [Theory]
    [InlineData(140, false)]
    [InlineData(141, true)]
    public void Check_LineLength_HasALimit(int columns, bool found) =>
        Assert.Equal(found, Finds("namespace A;\n//" + new string('x', columns - 2) + "\nclass Sample;\n", "columns"));

    [Fact]
    public void Check_LongText_MayCrossTheLimit()
    {
        var text = new string('x', 200);

        Assert.Empty(TidyRules.Check("src/Sample.cs", $"namespace A;\nclass Sample\n{{\n    string a = \"{text}\";\n}}\n"));
        Assert.NotEmpty(TidyRules.Check("src/Sample.cs", $"namespace A;\nclass Sample\n{{\n    string a = \"\"; // {text}\n}}\n"));
    }

    private static bool Finds(string text, string complaint) =>
        TidyRules.Check("src/Sample.cs", text).Any(found => found.Contains(complaint, StringComparison.Ordinal));

    private static string Method(int lines) =>
        "namespace A;\nclass Sample\n{\n    void M()\n    {\n" + string.Concat(Enumerable.Repeat("        ;\n", lines - 3)) + "    }\n}\n";
}
