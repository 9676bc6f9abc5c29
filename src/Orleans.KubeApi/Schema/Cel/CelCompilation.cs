using System.Globalization;

namespace Orleans.KubeApi.Schema.Cel;

/// <summary>An expression read and checked: a tree and its type, or what is wrong.</summary>
/// <param name="Tree">The tree to evaluate; null if something is wrong.</param>
/// <param name="Output">The type of its value.</param>
/// <param name="Error">All issues as cel-go prints them; null if there are none.</param>
internal sealed record CelCompilation(CelExpression? Tree, CelType Output, string? Error)
{
    // cel-go's limit, in code points (parser.NewParser); the original doesn't set another one.
    private const int Longest = 100_000;

    /// <summary>Parses and checks an expression.</summary>
    public static CelCompilation Compile(string text, CelEnvironment environment)
    {
        if (text.Length > Longest && text.EnumerateRunes().Count() is > Longest and var size)
        {
            var message = string.Create(CultureInfo.InvariantCulture,
                $"ERROR: <input>:-1:0: expression code point size exceeds limit: size: {size}, limit {Longest}");
            return new(null, CelType.Error, message);
        }

        var issues = new CelIssues(text);
        var tree = CelParser.Parse(text, issues, environment.HasBindings);
        var output = CelType.Error;
        if (issues.Count == 0)
        {
            output = CelChecker.Check(tree, environment, issues);
            if (issues.Count == 0)
            {
                CelLiterals.Check(tree, issues);
            }
        }

        return issues.Count == 0 ? new(tree, output, null) : new(null, CelType.Error, issues.ToString());
    }
}
