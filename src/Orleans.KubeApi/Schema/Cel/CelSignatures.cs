namespace Orleans.KubeApi.Schema.Cel;

/// <summary>
/// Reads declarations of functions: <c>name (int, list&lt;A&gt;) bool</c> for a plain one, <c>name string.(int) string</c> for a member,
/// more forms after <c>|</c>. One capital letter is a type parameter, <c>opt&lt;A&gt;</c> an optional.
/// </summary>
internal static class CelSignatures
{
    private static readonly Dictionary<string, CelType> Names = new(StringComparer.Ordinal)
    {
        ["dyn"] = CelType.Dyn,
        ["null"] = CelType.Null,
        ["bool"] = CelType.Bool,
        ["int"] = CelType.Int,
        ["uint"] = CelType.Uint,
        ["double"] = CelType.Double,
        ["string"] = CelType.String,
        ["bytes"] = CelType.Bytes,
        ["timestamp"] = CelType.Timestamp,
        ["duration"] = CelType.Duration,
        ["net.IP"] = CelType.Opaque("net.IP"),
        ["net.CIDR"] = CelType.Opaque("net.CIDR"),
    };

    /// <summary>Adds the functions declared by a text, one a line.</summary>
    public static void Read(string text, Dictionary<string, List<CelOverload>> into)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var name = line[..space];
            if (!into.TryGetValue(name, out var overloads))
            {
                into.Add(name, overloads = []);
            }

            foreach (var form in line[space..].Split(" | ", StringSplitOptions.TrimEntries))
            {
                overloads.Add(Form(form));
            }
        }
    }

    private static CelOverload Form(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var close = text.IndexOf(')', StringComparison.Ordinal);
        var isMember = open > 0;
        var parameters = Split(text[(open + 1)..close]).Select(Type).ToList();
        if (isMember)
        {
            parameters.Insert(0, Type(text[..(open - 1)]));
        }

        var result = Type(text[(close + 1)..].Trim());
        var variables = new HashSet<string>(StringComparer.Ordinal);
        foreach (var type in parameters.Append(result))
        {
            Collect(type, variables);
        }

        return new CelOverload(isMember, [.. parameters], result, [.. variables]);
    }

    private static void Collect(CelType type, HashSet<string> variables)
    {
        if (type.Kind == CelKind.Param)
        {
            variables.Add(type.Name);
        }

        foreach (var parameter in type.Parameters)
        {
            Collect(parameter, variables);
        }
    }

    private static IEnumerable<string> Split(string text)
    {
        var depth = 0;
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '<' => 1, '>' => -1, _ => 0 };
            if (text[i] == ',' && depth == 0)
            {
                yield return text[start..i].Trim();
                start = i + 1;
            }
        }

        if (text.Length > 0)
        {
            yield return text[start..].Trim();
        }
    }

    private static CelType Type(string text)
    {
        if (Names.TryGetValue(text, out var known))
        {
            return known;
        }

        if (text.Length == 1)
        {
            return CelType.Param(text);
        }

        var open = text.IndexOf('<', StringComparison.Ordinal);
        if (open < 0)
        {
            return CelType.Struct(text);
        }

        var inner = Split(text[(open + 1)..^1]).Select(Type).ToArray();
        return text[..open] switch
        {
            "list" => CelType.List(inner[0]),
            "map" => CelType.Map(inner[0], inner[1]),
            "opt" => CelType.Optional(inner[0]),
            _ => CelType.TypeOf(inner),
        };
    }
}
