using System.Globalization;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Tests.Growth;

/// <summary>
/// An object of a kind that has nothing but what leads to one list or map, and that one with any number of elements: values that are likely
/// to pass, made from the schema.
/// </summary>
/// <param name="Type">The kind.</param>
/// <param name="Path">The members that lead to the list; the first element of each list between.</param>
/// <param name="Filling">What is in the elements.</param>
internal sealed record LongObject(ResourceType Type, IReadOnlyList<FieldSchema> Path, LongFilling Filling)
{
    /// <summary>How many values one element may have, so that none is a long object itself.</summary>
    private const int Deepest = 2;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Type.Kind.ApiVersion} {Type.Kind.Kind}.{string.Join('.', Path.Select(f => f.Name))} {Filling}";

    /// <summary>The object with that many elements.</summary>
    public ObjectNode With(int count)
    {
        var tree = new ObjectNode
        {
            { "apiVersion", Type.Kind.ApiVersion }, { "kind", Type.Kind.Kind }, { "metadata", new ObjectNode { { "name", "x" } } },
        };
        if (Type.Kind.Kind == "Pod")
        {
            tree.Child("spec").Set("containers", new ArrayNode([new ObjectNode { { "name", "c" }, { "image", "i" } }]));
        }

        var (holder, type) = (tree, Type.Schema);
        foreach (var step in Path.SkipLast(1))
        {
            (holder, type) = Down(holder, step);
        }

        foreach (var field in Filling.IsSiblings ? type.Fields.Where(IsLong) : [Path[^1]])
        {
            holder.Set(field.Name, Elements(field, count));
        }

        return tree;
    }

    /// <summary>Whether a field holds any number of elements.</summary>
    public static bool IsLong(FieldSchema field) =>
        field.Type.Shape is TypeShape.List or TypeShape.Map && field.Name is not "managedFields" && field.Type.Element is not null;

    private static (ObjectNode Holder, TypeSchema Type) Down(ObjectNode holder, FieldSchema step)
    {
        switch (step.Type.Shape)
        {
            case TypeShape.List:
                if (holder.Array(step.Name) is not { Items: [ObjectNode first, ..] })
                {
                    first = Scalars(step.Type.Element!, 0);
                    holder.Set(step.Name, new ArrayNode([first]));
                }

                return (first, step.Type.Element!);
            case TypeShape.Map:
                var entry = new ObjectNode();
                holder.Set(step.Name, new ObjectNode { { "a", entry } });
                return (entry, step.Type.Element!);
            default:
                return (holder.Child(step.Name), step.Type);
        }
    }

    /// <summary>Whether a field is no plain value.</summary>
    public static bool IsDeep(FieldSchema field) => field.Type.Shape is TypeShape.Struct or TypeShape.List or TypeShape.Map;

    private Node Elements(FieldSchema field, int count)
    {
        var element = field.Type.Element!;
        if (field.Type.Shape == TypeShape.Map)
        {
            var map = new ObjectNode(count);
            for (var i = 0; i < count; i++)
            {
                map.Append($"a{i}", Element(element, field.Name, i));
            }

            return map;
        }

        var list = new ArrayNode();
        for (var i = 0; i < count; i++)
        {
            list.Add(Element(element, field.Name, Filling.AreEqual ? 0 : i));
        }

        return list;
    }

    private Node Element(TypeSchema type, string name, int i)
    {
        if (type.Shape != TypeShape.Struct)
        {
            return Value(type, name, i, depth: 0) ?? "";
        }

        var element = Scalars(type, i);
        FieldSchema[] deep = Filling.HasMembers ? [.. type.Fields.Where(IsDeep)] : [];
        if (deep.Length > 0 && deep[i % deep.Length] is var member && Value(member.Type, member.Name, i, depth: 0) is { } value)
        {
            element.Set(member.Name, value);
        }

        return element;
    }

    private static ObjectNode Scalars(TypeSchema type, int i)
    {
        var node = new ObjectNode();
        foreach (var field in type.Fields)
        {
            if (field.Type.Shape is not (TypeShape.Struct or TypeShape.List or TypeShape.Map or TypeShape.Any)
                && Value(field.Type, field.Name, i, Deepest) is { } value)
            {
                node.Set(field.Name, value);
            }
        }

        return node;
    }

    private static Node? Value(TypeSchema type, string name, int i, int depth) => type.Shape switch
    {
        TypeShape.Struct => depth < Deepest ? Nested(type, i, depth + 1) : new ObjectNode(),
        TypeShape.List => depth < Deepest && Value(type.Element!, name, i, depth + 1) is { } item ? new ArrayNode([item]) : new ArrayNode(),
        TypeShape.Map => depth < Deepest && Value(type.Element!, name, i, depth + 1) is { } entry
            ? new ObjectNode { { $"a{i}", entry } } : new ObjectNode(),
        TypeShape.Text => type.Values.Count > 0 ? type.Values[i % type.Values.Count] : Text(name, i),
        TypeShape.Boolean => true,
        TypeShape.Int32 or TypeShape.Int64 => (i % 65_000) + 1,
        TypeShape.IntOrString => (i % 65_000) + 1,
        TypeShape.Double => 1,
        TypeShape.Bytes => "YQ==",
        TypeShape.Quantity => "1",
        TypeShape.Time => "2026-01-02T03:04:05Z",
        TypeShape.MicroTime => "2026-01-02T03:04:05.000000Z",
        _ => null,
    };

    private static ObjectNode Nested(TypeSchema type, int i, int depth)
    {
        var node = Scalars(type, i);
        foreach (var field in type.Fields)
        {
            if (IsDeep(field) && Value(field.Type, field.Name, i, depth) is { } value)
            {
                node.Set(field.Name, value);
            }
        }

        return node;
    }

    private static string Text(string name, int i)
    {
        var number = i.ToString(CultureInfo.InvariantCulture);
        return name switch
        {
            "ip" or "ips" or "addresses" or "podIPs" or "hostIPs" or "externalIPs" => $"1.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}",
            "mountPath" or "devicePath" or "path" => $"/p{number}",
            "operator" => "In",
            "claimName" => $"x-a{number}",
            "protocol" => "TCP",
            "effect" => "NoSchedule",
            "generateName" or "value" => "",
            _ => $"a{number}",
        };
    }
}
