using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Schema;

/// <summary>
/// Restores the canonical form of a tree whose scalars are canonical already, after members were set, moved or emptied: schema order, maps
/// sorted, zero values printed or left out by Go's rules, unknown members dropped. In place and cheap where nothing is out of order. For
/// trees from outside use <see cref="ObjectDecoder"/>.
/// </summary>
internal static class TreeOrder
{
    /// <summary>Restores the object and everything in it; returns it.</summary>
    public static ObjectNode Restore(ObjectNode node, TypeSchema type)
    {
        Struct(node, type);
        return node;
    }

    private static void Value(Node node, TypeSchema type)
    {
        switch (type.Shape)
        {
            case TypeShape.Struct when node is ObjectNode members:
                Struct(members, type);
                break;
            case TypeShape.Map when node is ObjectNode entries:
                Map(entries, type);
                break;
            case TypeShape.List when node is ArrayNode list && IsDeep(type.Element!):
                foreach (var item in list.Items)
                {
                    Value(item, type.Element!);
                }

                break;
        }
    }

    private static void Map(ObjectNode entries, TypeSchema type)
    {
        var isSorted = true;
        for (var i = 1; i < entries.Count && isSorted; i++)
        {
            isSorted = string.CompareOrdinal(entries.At(i - 1).Key, entries.At(i).Key) < 0;
        }

        if (!isSorted)
        {
            entries.SortByName();
        }

        if (IsDeep(type.Element!))
        {
            foreach (var (_, value) in entries)
            {
                Value(value, type.Element!);
            }
        }
    }

    private static void Struct(ObjectNode node, TypeSchema type)
    {
        var fields = type.FieldArray;
        var member = 0;
        var isCanonical = true;
        foreach (var field in fields)
        {
            if (member < node.Count && node.At(member).Key == field.Name)
            {
                var value = node.At(member++).Value;
                Value(value, field.Type);
                isCanonical &= !ZeroValue.LeftOut(field, value);
            }
            else
            {
                isCanonical &= ZeroValue.LeftOutWhenAbsent(field);
            }
        }

        if (!isCanonical || member < node.Count)
        {
            Rebuild(node, fields);
        }
    }

    private static void Rebuild(ObjectNode node, FieldSchema[] fields)
    {
        var values = new Node?[fields.Length];
        for (var i = 0; i < fields.Length; i++)
        {
            values[i] = node[fields[i].Name];
            if (values[i] is { } value)
            {
                Value(value, fields[i].Type);
            }
        }

        node.Clear();
        for (var i = 0; i < fields.Length; i++)
        {
            var value = values[i] ?? NullNode.Instance;
            if (ZeroValue.LeftOut(fields[i], value))
            {
                continue;
            }

            var isEmptyList = !fields[i].Pointer && fields[i].Type.Shape == TypeShape.List && value is ArrayNode { Items.Count: 0 };
            node.Append(fields[i].Name, value is NullNode || isEmptyList ? ZeroValue.Of(fields[i].Type, fields[i].Pointer) : value);
        }
    }

    private static bool IsDeep(TypeSchema type) => type.Shape is TypeShape.Struct or TypeShape.Map or TypeShape.List;
}
