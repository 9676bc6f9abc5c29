using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Resources.Bootstrapping;

/// <summary>
/// ClusterRoles with an aggregationRule hold the rules of the roles that it selects (kubernetes <c>clusterroleaggregation</c>): selectors
/// in their order, roles by name, each rule once.
/// </summary>
internal static class RoleAggregation
{
    /// <summary>The roles whose rules are not what they should be, with those.</summary>
    public static List<(string Name, ArrayNode Rules)> Stale(IEnumerable<StoredObject> clusterRoles)
    {
        var roles = clusterRoles.Select(r => (r.Name, Tree: r.Parse())).ToList();
        var stale = new List<(string Name, ArrayNode Rules)>();
        foreach (var (name, tree) in roles)
        {
            if (tree.Object("aggregationRule") is { } aggregation
                && Rules(name, aggregation, roles) is var rules && !Node.DeepEquals(rules, tree.Array("rules") ?? new ArrayNode()))
            {
                stale.Add((name, rules));
            }
        }

        return stale;
    }

    private static ArrayNode Rules(string name, ObjectNode aggregation, List<(string Name, ObjectNode Tree)> roles)
    {
        var rules = new ArrayNode();
        var known = new HashSet<Node>(NodeEquality.Deep);
        foreach (var (_, selector) in aggregation.ObjectsOf("clusterRoleSelectors"))
        {
            foreach (var (other, tree) in roles.OrderBy(r => r.Name, StringComparer.Ordinal))
            {
                if (other == name || SelectorMatch.Matches(selector, tree.Object("metadata")?.Object("labels")) != true)
                {
                    continue;
                }

                foreach (var (_, rule) in tree.ObjectsOf("rules"))
                {
                    if (known.Add(rule))
                    {
                        rules.Add(rule.Clone());
                    }
                }
            }
        }

        return rules;
    }
}
