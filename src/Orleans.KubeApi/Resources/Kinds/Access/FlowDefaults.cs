using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds.Access;

/// <summary>The specs that the server insists on: flow schemas and priority levels <c>exempt</c> and <c>catch-all</c>.</summary>
internal static class FlowDefaults
{
    /// <summary>spec of the mandatory flow schema of that name.</summary>
    public static ObjectNode MandatorySchema(string name)
    {
        string[] groups = name == "exempt" ? ["system:masters"] : ["system:unauthenticated", "system:authenticated"];
        var spec = new ObjectNode
        {
            { "priorityLevelConfiguration", new ObjectNode { { "name", name } } },
            { "matchingPrecedence", name == "exempt" ? 1 : 10000 },
        };
        if (name != "exempt")
        {
            spec.Set("distinguisherMethod", new ObjectNode { { "type", "ByUser" } });
        }

        spec.Set("rules", new ArrayNode([new ObjectNode
        {
            { "subjects", new ArrayNode(groups.Select(Group)) },
            { "resourceRules", new ArrayNode([new ObjectNode
            {
                { "verbs", All() }, { "apiGroups", All() }, { "resources", All() }, { "clusterScope", true }, { "namespaces", All() },
            }])
            },
            { "nonResourceRules", new ArrayNode([new ObjectNode { { "verbs", All() }, { "nonResourceURLs", All() } }]) },
        }]));
        return spec;
    }

    /// <summary>spec of the mandatory priority level of that name.</summary>
    public static ObjectNode MandatoryLevel(string name) => name == "exempt"
        ? new ObjectNode
        {
            { "type", "Exempt" },
            { "exempt", new ObjectNode { { "nominalConcurrencyShares", 0 }, { "lendablePercent", 0 } } },
        }
        : new ObjectNode
        {
            { "type", "Limited" },
            { "limited", new ObjectNode
            {
                { "nominalConcurrencyShares", 5 },
                { "limitResponse", new ObjectNode { { "type", "Reject" } } },
                { "lendablePercent", 0 },
            }
            },
        };

    private static ObjectNode Group(string name) => new() { { "kind", "Group" }, { "group", new ObjectNode { { "name", name } } } };

    private static ArrayNode All() => new(["*"]);
}
