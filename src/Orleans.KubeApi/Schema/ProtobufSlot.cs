namespace Orleans.KubeApi.Schema;

/// <summary>One place of a message.</summary>
/// <param name="position">The field's position in its struct; -1 for an embedded message.</param>
/// <param name="source">The field, null for an embedded message.</param>
/// <param name="tag">Tag of the embedded message.</param>
/// <param name="embedded">The embedded message's own places.</param>
internal sealed class ProtobufSlot(int position, FieldSchema? source, byte[] tag, ProtobufSlot[]? embedded)
{
    private byte[]? _absent;

    public int Position { get; } = position;

    public byte[] Tag { get; } = tag;

    public ProtobufSlot[]? Embedded { get; } = embedded;

    /// <summary>What is written where the object has no such field: Go's zero value with its tag, or nothing.</summary>
    public byte[] Absent => _absent ??= source is null || source.Pointer ? [] : ProtobufZero.Tagged(source);
}
