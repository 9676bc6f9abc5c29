using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>
/// Values as messages of the original show them: its internal types have no JSON names, so their fields print as Go names them.
/// </summary>
internal static class UpdateStrategyText
{
    /// <summary>An update strategy.</summary>
    public static ObjectNode Of(ObjectNode? strategy) => new()
    {
        ["Type"] = strategy?.Text("type") ?? "",
        ["RollingUpdate"] = strategy?.Object("rollingUpdate") is { } rolling ? Rolling(rolling) : NullNode.Instance,
    };

    /// <summary>The rolling half of one.</summary>
    public static ObjectNode Rolling(ObjectNode rolling)
    {
        var text = new ObjectNode();
        if (rolling.Has("partition"))
        {
            text.Set("Partition", rolling["partition"]!);
        }

        text.Set("MaxUnavailable", rolling["maxUnavailable"] ?? NullNode.Instance);
        if (rolling.Has("maxSurge"))
        {
            text.Set("MaxSurge", rolling["maxSurge"]!);
        }

        return text;
    }

    /// <summary>Any tree with its members' names as Go has them: the first letter upper case.</summary>
    public static Node GoNames(Node? node)
    {
        switch (node)
        {
            case ObjectNode members:
                var renamed = new ObjectNode(members.Count);
                foreach (var (name, value) in members)
                {
                    if (name == "metadata" && value is ObjectNode metadata)
                    {
                        // Embedded in Go, and with JSON names there too.
                        foreach (var (inner, content) in metadata)
                        {
                            renamed.Set(inner, content);
                        }
                    }
                    else
                    {
                        renamed.Set(name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..], GoNames(value));
                    }
                }

                return renamed;
            case ArrayNode items:
                return new ArrayNode(items.Items.Select(GoNames));
            default:
                return node ?? NullNode.Instance;
        }
    }
}
