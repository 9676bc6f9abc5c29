using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Schema;

/// <summary>Where a type holds raw JSON (RawExtension), and what becomes of its text when the original patches around it.</summary>
internal static class RawFields
{
    /// <summary>Whether a value of this type is such JSON itself.</summary>
    public static bool Is(TypeSchema type) =>
        type is { Shape: TypeShape.Any, Element: null } && type.Name.EndsWith(".RawExtension", StringComparison.Ordinal);

    /// <summary>Whether a value of this type may hold such JSON.</summary>
    public static bool In(TypeSchema type) => In(type, []);

    /// <summary>
    /// Writes all such JSON of an object anew, without blanks: what a patch does in the original, which encodes the object and decodes the
    /// result. <paramref name="sorted"/>: through maps, as strategic patches and apply do.
    /// </summary>
    public static void Rewrite(Node? node, TypeSchema type, bool sorted)
    {
        if (!type.HoldsRaw)
        {
            return;
        }

        if (node is ArrayNode list && type.Element is { } element)
        {
            for (var i = 0; i < list.Items.Count; i++)
            {
                list.Items[i] = Rewritten(list.Items[i], element, sorted);
            }
        }
        else if (node is ObjectNode members)
        {
            for (var i = 0; i < members.Count; i++)
            {
                var (name, value) = members.At(i);
                if ((type.Element ?? type.Field(name)?.Type) is { } inner)
                {
                    members.Set(name, Rewritten(value, inner, sorted));
                }
            }
        }
    }

    private static Node Rewritten(Node node, TypeSchema type, bool sorted)
    {
        if (!Is(type))
        {
            Rewrite(node, type, sorted);
            return node;
        }

        var plain = RawNode.Plain(node)!;
        return sorted ? Sorted(plain.Clone()) : plain;
    }

    private static Node Sorted(Node node)
    {
        if (node is ObjectNode members)
        {
            members.SortByName();
            foreach (var (_, value) in members)
            {
                Sorted(value);
            }
        }
        else if (node is ArrayNode list)
        {
            foreach (var item in list.Items)
            {
                Sorted(item);
            }
        }

        return node;
    }

    private static bool In(TypeSchema type, HashSet<TypeSchema> seen) =>
        Is(type) || (seen.Add(type) && ((type.Element is { } element && In(element, seen)) || type.Fields.Any(f => In(f.Type, seen))));
}
