using System.Text.RegularExpressions;

namespace Orleans.KubeApi.ClusterTests.Observability;

/// <summary>What a Prometheus query reads: enough of the language for the queries of dashboard and rules, not all of it.</summary>
internal static partial class PromQuery
{
    // What the scraper adds to every series.
    private static readonly HashSet<string> _added = ["instance", "job", "pod"];
    private static readonly HashSet<string> _words = ["and", "or", "unless"];

    /// <summary>The metrics of a query with the labels that each must have for the query to find something.</summary>
    public static IReadOnlyList<(string Metric, HashSet<string> Labels)> Reads(string query)
    {
        var grouped = Grouping().Matches(query).SelectMany(m => m.Groups[1].Value.Split(',')).Select(l => l.Trim()).ToList();
        var rest = Range().Replace(Grouping().Replace(query, ""), "");
        return
        [
            .. Metric().Matches(rest).Where(m => !_words.Contains(m.Groups[1].Value)).Select(m => (
                m.Groups[1].Value,
                grouped.Concat(Matcher().Matches(m.Groups[2].Value).Select(l => l.Groups[1].Value))
                    .Where(l => !_added.Contains(l)).ToHashSet(StringComparer.Ordinal))),
        ];
    }

    /// <summary>What a page of metrics lacks of what a query reads, in words; nothing if it finds all.</summary>
    public static IEnumerable<string> Missing(string query, IReadOnlyDictionary<string, HashSet<string>> page) =>
        Reads(query).SelectMany(read => !page.TryGetValue(read.Metric, out var labels)
            ? [$"no {read.Metric} for {query}"]
            : read.Labels.Except(labels).Select(label => $"{read.Metric} has no label {label} for {query}"));

    /// <summary>The series of a page: the names of their samples, each with the names of its labels.</summary>
    public static IReadOnlyDictionary<string, HashSet<string>> Series(string page)
    {
        var series = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var line in page.Split('\n').Where(l => l.Length > 0 && l[0] != '#'))
        {
            var name = line[..line.IndexOfAny(['{', ' '])];
            var labels = series.TryGetValue(name, out var known) ? known : series[name] = new HashSet<string>(StringComparer.Ordinal);
            labels.UnionWith(Label().Matches(line).Select(m => m.Groups[1].Value));
        }

        return series;
    }

    [GeneratedRegex(@"\bby\s*\(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Range();

    [GeneratedRegex(@"(?<![\w:$""])([a-zA-Z_:][\w:]*)(\{[^}]*\})?(?![\w:]|\s*\()")]
    private static partial Regex Metric();

    [GeneratedRegex(@"(\w+)\s*(?:=~|!~|!=|=)")]
    private static partial Regex Matcher();

    [GeneratedRegex(@"(\w+)=""(?:[^""\\]|\\.)*""")]
    private static partial Regex Label();
}
