using Xunit;

namespace Orleans.KubeApi.Tests.Support;

/// <summary>
/// Test cases kept as text beside their tests (<c>*.cases.txt</c>, embedded): a case is a group of lines, cases are separated by empty
/// lines, lines that begin with # are comments.
/// </summary>
internal static class CaseFile
{
    /// <summary>Cases of two lines.</summary>
    public static TheoryData<string, string> Pairs(string path)
    {
        var data = new TheoryData<string, string>();
        foreach (var lines in Read(path, 2))
        {
            data.Add(lines[0], lines[1]);
        }

        return data;
    }

    /// <summary>Cases of three lines.</summary>
    public static TheoryData<string, string, string> Triples(string path)
    {
        var data = new TheoryData<string, string, string>();
        foreach (var lines in Read(path, 3))
        {
            data.Add(lines[0], lines[1], lines[2]);
        }

        return data;
    }

    private static List<List<string>> Read(string path, int length)
    {
        using var stream = typeof(CaseFile).Assembly.GetManifestResourceStream(path)
            ?? throw new InvalidOperationException($"{path} is not embedded");
        using var reader = new StreamReader(stream);
        var cases = reader.ReadToEnd().Split("\n\n")
            .Select(block => block.Split('\n').Where(line => line.Length > 0 && line[0] != '#').ToList())
            .Where(lines => lines.Count > 0)
            .ToList();
        return cases.Find(lines => lines.Count != length) is { } odd
            ? throw new InvalidOperationException($"{path} has a case that isn't of {length} lines: {odd[0]}")
            : cases;
    }
}
