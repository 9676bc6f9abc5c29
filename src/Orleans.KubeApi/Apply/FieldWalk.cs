using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>The field set of one object: every leaf and every element that it mentions.</summary>
internal static class FieldWalk
{
    /// <summary>The paths that the object mentions.</summary>
    public static FieldSet SetOf(ObjectNode tree, MergeType type) => Members(tree, type).Sort();

    /// <summary>
    /// The set with every declared member that lies on one of its paths: what a removal must look at, so that an emptied struct goes with
    /// its fields, but an emptied map stays.
    /// </summary>
    public static FieldSet WithDeclared(FieldSet set, MergeType type)
    {
        var result = new FieldSet(set.Entries.Count);
        foreach (var entry in set.Entries)
        {
            var declared = false;
            var below = entry.Element.IsField ? type.Member(entry.Element.Name, out declared) : type.Element;
            result.Add(entry.Element, entry.IsMember || (declared && entry.Children is not null),
                entry.Children is null ? null : WithDeclared(entry.Children, below));
        }

        return result;
    }

    private static FieldSet Members(ObjectNode tree, MergeType type)
    {
        var set = new FieldSet(tree.Count);
        foreach (var (name, value) in tree)
        {
            var member = type.Member(name, out var isDeclared);
            var (isLeaf, children) = Value(value, member);
            set.Add(MergeType.ElementOf(member, name), isLeaf || !isDeclared || value is NullNode or ObjectNode { Count: 0 }, children);
        }

        return set.Sort();
    }

    private static (bool IsLeaf, FieldSet? Children) Value(Node value, MergeType type) => type.FormOf(value, value) switch
    {
        MergeForm.Map => (false, value is ObjectNode map ? Members(map, type) : null),
        MergeForm.List => (false, value is ArrayNode list ? Items(list, type) : null),
        _ => (true, null),
    };

    // Repeated elements are owned as a whole.
    private static FieldSet Items(ArrayNode list, MergeType type)
    {
        var set = new FieldSet(list.Items.Count);
        var seen = new Dictionary<PathElement, (Node First, int Count)>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (type.ElementOf(item, out _) is { } element)
            {
                seen[element] = seen.TryGetValue(element, out var before) ? (before.First, before.Count + 1) : (item, 1);
            }
        }

        foreach (var (element, (first, count)) in seen)
        {
            set.Add(element, isMember: true, count > 1 ? null : Value(first, type.Element).Children);
        }

        return set.Sort();
    }
}
