using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Schema;

/// <summary>Go's zero values and what its encoder leaves out, in terms of our tree.</summary>
internal static class ZeroValue
{
    private static readonly TextNode EmptyText = new("");
    private static readonly TextNode ZeroQuantity = new("0");
    private static readonly TextNode ZeroDuration = new("0s");
    private static readonly NumberNode Zero = new("0");

    /// <summary>What the encoder prints for a value that was not given: null for pointers, lists and maps, {…} for structs.</summary>
    public static Node Of(TypeSchema type, bool pointer) => pointer ? NullNode.Instance : type.Shape switch
    {
        TypeShape.Struct => Struct(type),
        TypeShape.Text => EmptyText,
        TypeShape.Boolean => BoolNode.Of(value: false),
        TypeShape.Int32 or TypeShape.Int64 or TypeShape.Double or TypeShape.IntOrString => Zero,
        TypeShape.Quantity => ZeroQuantity,
        TypeShape.Duration => ZeroDuration,
        _ => NullNode.Instance,
    };

    /// <summary>The value of a null in a list or map: as a field's, but bytes come back empty from the original's store.</summary>
    public static Node OfElement(TypeSchema collection) =>
        collection.Element!.Shape == TypeShape.Bytes ? EmptyText : Of(collection.Element, collection.ElementIsPointer);

    /// <summary>A struct of which nothing was given: {} or the members that cannot be left out.</summary>
    public static ObjectNode Struct(TypeSchema type)
    {
        var node = new ObjectNode(capacity: 0);
        foreach (var field in type.FieldArray)
        {
            if (!LeftOutWhenAbsent(field))
            {
                node.Append(field.Name, Of(field.Type, field.Pointer));
            }
        }

        return node;
    }

    /// <summary>Whether the encoder prints nothing for this field if it was not given.</summary>
    public static bool LeftOutWhenAbsent(FieldSchema field) =>
        field.OmitZero || (field.OmitEmpty && (field.Pointer || !IsGoStruct(field.Type)));

    /// <summary>Whether the encoder prints nothing for this value of the field.</summary>
    public static bool LeftOut(FieldSchema field, Node value) =>
        value is NullNode ? LeftOutWhenAbsent(field)
        : !field.Pointer && ((field.OmitEmpty && IsEmpty(field.Type.Shape, value)) || (field.OmitZero && IsZeroStruct(field.Type, value)));

    private static bool IsZeroStruct(TypeSchema type, Node value) =>
        type.Shape == TypeShape.Struct && value is ObjectNode && Node.DeepEquals(value, Struct(type));

    // omitempty never applies to structs, and these are structs in Go.
    private static bool IsGoStruct(TypeSchema type) => type.Shape is TypeShape.Struct or TypeShape.Quantity or TypeShape.IntOrString
        or TypeShape.Time or TypeShape.MicroTime or TypeShape.Duration or TypeShape.Any;

    private static bool IsEmpty(TypeShape shape, Node value) => shape switch
    {
        TypeShape.Text or TypeShape.Bytes => value is TextNode { Value.Length: 0 },
        TypeShape.Boolean => value is BoolNode { Value: false },
        TypeShape.Int32 or TypeShape.Int64 or TypeShape.Double => value is NumberNode { Text: "0" or "-0" },
        TypeShape.List => value is ArrayNode { Items.Count: 0 },
        TypeShape.Map => value is ObjectNode { Count: 0 },
        _ => false,
    };
}
