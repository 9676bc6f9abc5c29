using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>Takes owned fields out of an object.</summary>
internal static class FieldRemoval
{
    /// <summary>The object without the members and elements of the set. Nothing is taken out of what is owned as a whole.</summary>
    public static ObjectNode Without(ObjectNode tree, FieldSet set, MergeType type) =>
        set.IsEmpty ? tree : Members(tree, set, type) ?? new ObjectNode();

    // Null: nothing is left.
    private static Node? Value(Node value, FieldSet set, MergeType type) => (type.FormOf(value, value), value) switch
    {
        (MergeForm.Map, ObjectNode map) => Members(map, set, type),
        (MergeForm.List, ArrayNode list) => Items(list, set, type),
        (MergeForm.AtomicList or MergeForm.AtomicMap or MergeForm.Map or MergeForm.List, _) => null,
        _ => value,
    };

    private static ObjectNode? Members(ObjectNode map, FieldSet set, MergeType type)
    {
        var result = new ObjectNode(map.Count);
        foreach (var (name, value) in map)
        {
            var member = type.Member(name, out _);
            var entry = set.Find(MergeType.ElementOf(member, name));
            if (entry is not { IsMember: true })
            {
                var left = entry?.Children is { } below ? Value(value, below, member) : value;
                result.Append(name, left ?? NullNode.Instance);
            }
        }

        return result.Count > 0 ? result : null;
    }

    private static ArrayNode? Items(ArrayNode list, FieldSet set, MergeType type)
    {
        var result = new ArrayNode();
        foreach (var item in list.Items)
        {
            var entry = type.ElementOf(item, out _) is { } element ? set.Find(element) : null;
            if (entry is not { IsMember: true })
            {
                result.Add((entry?.Children is { } below ? Value(item, below, type.Element) : item) ?? NullNode.Instance);
            }
        }

        return result.Items.Count > 0 ? result : null;
    }
}
