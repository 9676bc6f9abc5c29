using System.Text;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Apply;

/// <summary>
/// A type as field ownership sees it: the schema's type plus what the field that holds it says (list type and keys, map type). The rules
/// are those of structured-merge-diff over the original's OpenAPI.
/// </summary>
/// <param name="Type">The type; null where nothing is known.</param>
/// <param name="Field">The field; null for the root and for elements of lists and maps.</param>
internal readonly record struct MergeType(TypeSchema? Type, FieldSchema? Field = null)
{
    private static readonly TextNode EmptyText = new("");
    private static readonly NumberNode Zero = new("0");

    /// <summary>How values of this type are owned.</summary>
    public MergeForm Form => Type?.Shape switch
    {
        null => MergeForm.Deduced,
        TypeShape.List => Field?.ListType is "map" or "set" ? MergeForm.List : MergeForm.AtomicList,
        TypeShape.Struct or TypeShape.Map =>
            Field?.MapType == "atomic" || (Type.Atomic && Field?.MapType != "granular") ? MergeForm.AtomicMap : MergeForm.Map,
        _ => MergeForm.Scalar,
    };

    /// <summary>The same once the value is known: without schema its kind decides.</summary>
    public MergeForm FormOf(Node? left, Node? right)
    {
        var form = Form;
        return form != MergeForm.Deduced ? form
            : left is not (null or NullNode or ObjectNode) || right is not (null or NullNode or ObjectNode) ? MergeForm.Scalar
            : MergeForm.Map;
    }

    /// <summary>The type of list elements.</summary>
    public MergeType Element => new(Type?.Element);

    /// <summary>The type of a member; <paramref name="isDeclared"/>: the schema names it.</summary>
    public MergeType Member(string name, out bool isDeclared)
    {
        isDeclared = false;
        if (Type is null)
        {
            return default;
        }

        if (Type.Shape != TypeShape.Struct)
        {
            return new(Type.Element);
        }

        var field = Type.Field(name);
        isDeclared = field is not null;
        return field is null ? default : new(field.Type, field);
    }

    /// <summary>The path step of a member.</summary>
    public static PathElement ElementOf(MergeType member, string name) =>
        member.Field is { } field ? PathElement.FieldText(field.OwnedName) : PathElement.Field(name);

    /// <summary>The path step of a list's element: its keys with their defaults, or its value.</summary>
    /// <returns>Null with <paramref name="error"/> if it has none.</returns>
    public PathElement? ElementOf(Node item, out string error)
    {
        error = "";
        if (Field!.ListType == "set")
        {
            error = item switch
            {
                ObjectNode => "associative list without keys has an element that's a map type",
                ArrayNode => "not supported: associative list with lists as elements",
                NullNode => "associative list without keys has an element that's an explicit null",
                _ => "",
            };
            return error.Length > 0 ? null : PathElement.Value(item);
        }

        if (item is not ObjectNode map)
        {
            error = $"associative list with keys may not have {(item is NullNode ? "a null element" : "non-map elements")}";
            return null;
        }

        return Keyed(map, ref error);
    }

    private PathElement? Keyed(ObjectNode map, ref string error)
    {
        var names = Field!.ListMapKeys;
        var parts = new KeyPart[names.Count];
        var count = 0;
        foreach (var name in names)
        {
            if ((map.TryGet(name, out var value) ? value : DefaultOf(name)) is { } key)
            {
                parts[count++] = new(name, key);
            }
        }

        if (count == 0)
        {
            error = $"associative list with keys has an element that omits all key fields [{string.Join(" ", names.Select(GoText.Quote))}] "
                + "(and doesn't have default values for any key fields)";
            return null;
        }

        return PathElement.Key(count == parts.Length ? parts : parts[..count]);
    }

    // OpenAPI gives a zero default to what Go can't leave out.
    private Node? DefaultOf(string name)
    {
        if (Type?.Element?.Field(name) is not { } field)
        {
            return null;
        }

        if (field.Default is { } json)
        {
            return NodeReader.Parse(Encoding.UTF8.GetBytes(json));
        }

        return field.OmitEmpty || field.Pointer ? null : field.Type.Shape switch
        {
            TypeShape.Text => EmptyText,
            TypeShape.Int32 or TypeShape.Int64 => Zero,
            TypeShape.Boolean => BoolNode.Of(value: false),
            _ => null,
        };
    }
}
