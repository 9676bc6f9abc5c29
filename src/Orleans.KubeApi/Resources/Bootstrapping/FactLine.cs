using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Bootstrapping;

/// <summary>A line of the facts about bootstrapped objects: words, and the indented lines below it.</summary>
internal sealed record FactLine(string[] Words, List<string[]> Below)
{
    /// <summary>Reads a text.</summary>
    public static List<FactLine> Read(string text)
    {
        var lines = new List<FactLine>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (line[0] == ' ')
            {
                lines[^1].Below.Add(words);
            }
            else
            {
                lines.Add(new(words, []));
            }
        }

        return lines;
    }

    /// <summary>A list written with commas; <c>core</c> is the group without a name, <c>-</c> no list.</summary>
    public static ArrayNode List(string word) => new(word == "-" ? [] : word.Split(',').Select(w => (Node)(w == "core" ? "" : w)));

    /// <summary>Kind, namespace and name of a subject: <c>group:system:masters</c>, <c>sa:kube-system/endpoint-controller</c>.</summary>
    public static (string Kind, string Namespace, string Name) Subject(string word)
    {
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        var name = word[(colon + 1)..];
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return word[..colon] switch
        {
            "sa" => ("ServiceAccount", name[..slash], name[(slash + 1)..]),
            "user" => ("User", "", name),
            _ => ("Group", "", name),
        };
    }
}
