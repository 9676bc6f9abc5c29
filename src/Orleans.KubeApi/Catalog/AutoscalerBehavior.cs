using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Catalog;

/// <summary>The behavior of an autoscaler as the annotation has it: Go's names of fields, absent ones as null.</summary>
internal static class AutoscalerBehavior
{
    private static readonly string[] Directions = ["scaleUp", "scaleDown"];
    private static readonly string[] Rules = ["stabilizationWindowSeconds", "selectPolicy", "policies", "tolerance"];
    private static readonly string[] Policy = ["type", "value", "periodSeconds"];

    /// <summary>From autoscaling/v2's form to the annotation's.</summary>
    public static ObjectNode Write(ObjectNode behavior) => Capitalize(behavior, Directions, rules =>
        Capitalize((ObjectNode)rules, Rules, value => value is ArrayNode policies
            ? new ArrayNode(policies.Items.OfType<ObjectNode>().Select(p => Capitalize(p, Policy, v => v)))
            : value));

    /// <summary>The way back; like Go's decoder it takes names in any case.</summary>
    public static ObjectNode Read(ObjectNode annotation)
    {
        var result = new ObjectNode();
        foreach (var (name, value) in annotation)
        {
            result.Set(char.ToLowerInvariant(name[0]) + name[1..], value switch
            {
                ObjectNode inner => Read(inner),
                ArrayNode list => new ArrayNode(list.Items.OfType<ObjectNode>().Select(Read)),
                _ => value,
            });
        }

        return result;
    }

    private static ObjectNode Capitalize(ObjectNode source, string[] names, Func<Node, Node> convert)
    {
        var result = new ObjectNode(names.Length);
        foreach (var name in names)
        {
            var value = source[name];
            result.Set(char.ToUpperInvariant(name[0]) + name[1..], value is null or NullNode ? NullNode.Instance : convert(value));
        }

        return result;
    }
}
