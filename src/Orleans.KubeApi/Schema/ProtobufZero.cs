namespace Orleans.KubeApi.Schema;

/// <summary>
/// What Go's generated encoder writes for a field that holds its zero value: everything but pointers, lists, maps and bytes is written.
/// </summary>
internal static class ProtobufZero
{
    /// <summary>Tag and zero value, empty where nothing is written.</summary>
    public static byte[] Tagged(FieldSchema field)
    {
        if (field.Type.Shape is TypeShape.List or TypeShape.Map or TypeShape.Bytes)
        {
            return [];
        }

        var value = Value(field.Type);
        var wire = ProtobufTag.WireOf(field.Type.Shape);
        byte[] length = wire == ProtobufTag.Bytes ? Length(value.Length) : [];
        return [.. ProtobufTag.Of(field.Proto, wire), .. length, .. value];
    }

    /// <summary>The value without tag and length.</summary>
    public static byte[] Value(TypeSchema type) => type.Shape switch
    {
        TypeShape.Boolean or TypeShape.Int32 or TypeShape.Int64 => [0],
        TypeShape.Double => new byte[sizeof(double)],
        TypeShape.Quantity => [0x0a, 0x01, (byte)'0'],
        TypeShape.IntOrString => [0x08, 0, 0x10, 0, 0x1a, 0],
        TypeShape.Duration => [0x08, 0],
        TypeShape.Struct => Message(type.ProtobufOrder.Slots),
        _ => [],
    };

    private static byte[] Message(ProtobufSlot[] slots)
    {
        var bytes = new List<byte>();
        foreach (var slot in slots)
        {
            if (slot.Embedded is { } embedded)
            {
                var inner = Message(embedded);
                bytes.AddRange(slot.Tag);
                bytes.AddRange(Length(inner.Length));
                bytes.AddRange(inner);
            }
            else
            {
                bytes.AddRange(slot.Absent);
            }
        }

        return [.. bytes];
    }

    private static byte[] Length(int length)
    {
        var bytes = new List<byte>(2);
        for (; length >= 0x80; length >>= 7)
        {
            bytes.Add((byte)(length | 0x80));
        }

        bytes.Add((byte)length);
        return [.. bytes];
    }
}
