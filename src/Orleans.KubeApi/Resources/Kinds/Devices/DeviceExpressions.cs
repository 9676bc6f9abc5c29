using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Devices;

/// <summary>
/// Selector expressions of devices. Not a compiler: finds empty and unbalanced texts, unknown variables and unknown fields of
/// <c>device</c>, in the words of the original's compiler; anything else passes.
/// </summary>
internal static partial class DeviceExpressions
{
    private const int Longest = 10 << 10;
    private static readonly string[] Fields = ["driver", "attributes", "capacity", "allowMultipleAllocations"];
    private static readonly HashSet<string> Known =
    [
        "device", "true", "false", "null", "in", "cel", "semver", "quantity", "size", "has", "int", "uint", "double", "string", "bool", "bytes",
        "duration", "timestamp", "type", "dyn", "url", "ip", "cidr", "isSemver", "isQuantity", "isURL", "isIP", "isCIDR", "optional", "sets",
        "matches", "math", "format", "list", "map",
    ];

    /// <summary>Checks one expression.</summary>
    public static void Check(FieldErrors errors, FieldPath path, string expression)
    {
        if (Encoding.UTF8.GetByteCount(expression) > Longest)
        {
            errors.TooLong(path, Longest);
            return;
        }

        if (Fault(expression) is var (position, text))
        {
            errors.Invalid(path, expression, $"compilation failed: {Show(expression, position, text)}");
        }
    }

    private static (int Position, string Text)? Fault(string expression)
    {
        var code = Blank(expression);
        if (code is null || Unbalanced(code) is not null || code.AsSpan().Trim().IsEmpty)
        {
            var end = code is null ? 0 : Unbalanced(code) ?? expression.Length;
            return (end, "Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', " +
                "NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}");
        }

        var locals = new HashSet<string>(Macros().Matches(code).Select(m => m.Groups["name"].Value));
        foreach (Match word in Words().Matches(code))
        {
            var before = code.AsSpan(0, word.Index).TrimEnd();
            var after = code.AsSpan(word.Index + word.Length).TrimStart();
            var isMember = before.Length > 0 && before[^1] == '.';
            if (isMember && before[..^1].TrimEnd().EndsWith("device") && !after.StartsWith("(") && !Fields.Contains(word.Value)
                && Words().Matches(before[..^1].ToString()).LastOrDefault()?.Value == "device")
            {
                return (word.Index - 1, $"undefined field '{word.Value}'");
            }

            if (!isMember && !after.StartsWith("(") && !after.StartsWith(":") && !Known.Contains(word.Value) && !locals.Contains(word.Value))
            {
                return (word.Index, $"undeclared reference to '{word.Value}' (in container '')");
            }
        }

        return null;
    }

    private static string Show(string expression, int position, string text) => string.Create(CultureInfo.InvariantCulture,
        $"ERROR: <input>:1:{position + 1}: {text}\n | {expression}\n | {new string('.', position)}^");

    // The same text with the content of string literals blanked; null if one does not end.
    private static string? Blank(string expression)
    {
        var code = expression.ToCharArray();
        for (var i = 0; i < code.Length; i++)
        {
            if (code[i] is not ('"' or '\''))
            {
                continue;
            }

            var quote = code[i];
            for (code[i++] = '0'; i < code.Length && code[i] != quote; i++)
            {
                if (code[i] == '\\' && i + 1 < code.Length)
                {
                    code[i++] = '0';
                }

                code[i] = '0';
            }

            if (i >= code.Length)
            {
                return null;
            }

            code[i] = '0';
        }

        return new string(code);
    }

    private static int? Unbalanced(string code)
    {
        var open = new Stack<char>();
        for (var i = 0; i < code.Length; i++)
        {
            var wanted = code[i] switch { ')' => '(', ']' => '[', '}' => '{', _ => '\0' };
            if (code[i] is '(' or '[' or '{')
            {
                open.Push(code[i]);
            }
            else if (wanted != '\0' && (!open.TryPop(out var found) || found != wanted))
            {
                return i;
            }
        }

        return open.Count == 0 ? null : code.Length;
    }

    [GeneratedRegex(@"(?<![A-Za-z0-9_])[A-Za-z_][A-Za-z0-9_]*")]
    private static partial Regex Words();

    [GeneratedRegex(@"\.\s*(?:all|exists|exists_one|map|filter|bind|existsOne|sortBy|transformList|transformMap)\s*\(\s*(?<name>[A-Za-z_][A-Za-z0-9_]*)\s*,")]
    private static partial Regex Macros();
}
