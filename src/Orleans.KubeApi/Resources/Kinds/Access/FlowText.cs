using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Resources.Kinds.Access;

/// <summary>Flow control specs as the original's messages print them: its internal types, whose members carry no JSON names.</summary>
internal static class FlowText
{
    /// <summary>A FlowSchemaSpec.</summary>
    public static ObjectNode OfSchema(ObjectNode spec) => new()
    {
        { "PriorityLevelConfiguration", new ObjectNode { { "Name", spec.TextIn("priorityLevelConfiguration", "name") } } },
        { "MatchingPrecedence", spec.Integer("matchingPrecedence") ?? 0 },
        { "DistinguisherMethod", spec.Object("distinguisherMethod") is { } method
            ? new ObjectNode { { "Type", method.Str("type") } } : NullNode.Instance },
        { "Rules", List(spec, "rules", Rule) },
    };

    /// <summary>A PriorityLevelConfigurationSpec.</summary>
    public static ObjectNode OfLevel(ObjectNode spec) => new()
    {
        { "Type", spec.Str("type") },
        { "Limited", spec.Object("limited") is { } limited ? Limited(limited) : NullNode.Instance },
        { "Exempt", spec.Object("exempt") is { } exempt
            ? new ObjectNode
            {
                { "NominalConcurrencyShares", exempt["nominalConcurrencyShares"] ?? NullNode.Instance },
                { "LendablePercent", exempt["lendablePercent"] ?? NullNode.Instance },
            }
            : NullNode.Instance },
    };

    private static ObjectNode Limited(ObjectNode limited)
    {
        var response = limited.Object("limitResponse");
        return new ObjectNode
        {
            { "NominalConcurrencyShares", limited["nominalConcurrencyShares"] ?? 0 },
            { "LimitResponse", new ObjectNode
            {
                { "Type", response.Str("type") },
                { "Queuing", response?.Object("queuing") is { } queuing
                    ? new ObjectNode
                    {
                        { "Queues", queuing["queues"] ?? 0 },
                        { "HandSize", queuing["handSize"] ?? 0 },
                        { "QueueLengthLimit", queuing["queueLengthLimit"] ?? 0 },
                    }
                    : NullNode.Instance },
            }
            },
            { "LendablePercent", limited["lendablePercent"] ?? NullNode.Instance },
            { "BorrowingLimitPercent", limited["borrowingLimitPercent"] ?? NullNode.Instance },
        };
    }

    private static ObjectNode Rule(ObjectNode rule) => new()
    {
        { "Subjects", List(rule, "subjects", Subject) },
        { "ResourceRules", List(rule, "resourceRules", r => new ObjectNode
        {
            { "Verbs", r["verbs"] ?? NullNode.Instance },
            { "APIGroups", r["apiGroups"] ?? NullNode.Instance },
            { "Resources", r["resources"] ?? NullNode.Instance },
            { "ClusterScope", r["clusterScope"] ?? false },
            { "Namespaces", r["namespaces"] ?? NullNode.Instance },
        })
        },
        { "NonResourceRules", List(rule, "nonResourceRules", r => new ObjectNode
        {
            { "Verbs", r["verbs"] ?? NullNode.Instance },
            { "NonResourceURLs", r["nonResourceURLs"] ?? NullNode.Instance },
        })
        },
    };

    private static ObjectNode Subject(ObjectNode subject) => new()
    {
        { "Kind", subject.Str("kind") },
        { "User", Named(subject.Object("user")) },
        { "Group", Named(subject.Object("group")) },
        { "ServiceAccount", subject.Object("serviceAccount") is { } account
            ? new ObjectNode { { "Namespace", account.Str("namespace") }, { "Name", account.Str("name") } }
            : NullNode.Instance },
    };

    private static Node Named(ObjectNode? node) => node is null ? NullNode.Instance : new ObjectNode { { "Name", node.Str("name") } };

    private static Node List(ObjectNode owner, string name, Func<ObjectNode, ObjectNode> one) =>
        owner.Array(name) is null ? NullNode.Instance : new ArrayNode(owner.ObjectsOf(name).Select(e => (Node)one(e.Item)));
}
