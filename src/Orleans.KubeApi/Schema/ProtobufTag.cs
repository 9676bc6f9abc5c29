namespace Orleans.KubeApi.Schema;

/// <summary>The varint in front of each field: number and wire type.</summary>
internal static class ProtobufTag
{
    public const int Varint = 0;
    public const int Fixed64 = 1;
    public const int Bytes = 2;

    /// <summary>The tag's bytes.</summary>
    public static byte[] Of(int number, int wire)
    {
        var value = ((uint)number << 3) | (uint)wire;
        var bytes = new List<byte>(2);
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }

    /// <summary>The wire type of a single value.</summary>
    public static int WireOf(TypeShape shape) => shape switch
    {
        TypeShape.Boolean or TypeShape.Int32 or TypeShape.Int64 => Varint,
        TypeShape.Double => Fixed64,
        _ => Bytes,
    };
}
