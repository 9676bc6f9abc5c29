using System.Text.RegularExpressions;

namespace Orleans.KubeApi.Schema.Cel;

/// <summary>
/// Literals that a function will surely refuse are told before anything runs: durations, timestamps, regular expressions.
/// </summary>
internal static partial class CelLiterals
{
    /// <summary>Checks an expression and all in it.</summary>
    public static void Check(CelExpression expression, CelIssues issues)
    {
        switch (expression)
        {
            case CelExpression.Select select:
                Check(select.Operand, issues);
                break;
            case CelExpression.Call call:
                CheckCall(call, issues);
                break;
            case CelExpression.ListLiteral list:
                Array.ForEach(list.Elements, e => Check(e.Value, issues));
                break;
            case CelExpression.MapLiteral map:
                Array.ForEach(map.Entries, e =>
                {
                    Check(e.Key, issues);
                    Check(e.Value, issues);
                });
                break;
            case CelExpression.StructLiteral literal:
                Array.ForEach(literal.Fields, f => Check(f.Value, issues));
                break;
            case CelExpression.Fold fold:
                Array.ForEach([fold.Range, fold.Start, fold.Condition, fold.Step, fold.Result], e => Check(e, issues));
                break;
        }
    }

    private static void CheckCall(CelExpression.Call call, CelIssues issues)
    {
        if (call.Arguments is [.., CelExpression.Constant { Value: string text } last] && IsWrong(call, text))
        {
            issues.Add(last.Offset, $"invalid {call.Function} argument");
        }

        if (call.Target is not null)
        {
            Check(call.Target, issues);
        }

        Array.ForEach(call.Arguments, a => Check(a, issues));
    }

    private static bool IsWrong(CelExpression.Call call, string text) => (call.Function, call.Arguments.Length) switch
    {
        ("duration", 1) when call.Target is null => !DurationForm().IsMatch(text),
        ("timestamp", 1) when call.Target is null => !GoTime.TryParse(text, micro: false, out _, out _),
        ("matches", 1) when call.Target is not null => !IsPattern(text),
        ("matches", 2) when call.Target is null => !IsPattern(text),
        _ => false,
    };

    private static bool IsPattern(string text)
    {
        try
        {
            _ = new Regex(text, RegexOptions.CultureInvariant);
            return true;
        }
        catch (ArgumentException)
        {
            // Go's \z, (?P<name>) and the like are known to .NET too; what it can't read at all Go can't either.
            return text.Contains("(?P", StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"\A[-+]?(0|(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)\z")]
    private static partial Regex DurationForm();
}
