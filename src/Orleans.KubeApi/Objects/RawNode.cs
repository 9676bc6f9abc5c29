using System.Text.Json;
using System.Text.Unicode;

namespace Orleans.KubeApi.Objects;

/// <summary>
/// JSON that is kept as it was written where that isn't how we would write it: the original compares such values (RawExtension) byte by
/// byte, blanks and order included. Line breaks are kept as blanks, because many clients read a watch line by line. Immutable.
/// </summary>
internal sealed class RawNode : Node
{
    private readonly byte[] _text;

    private RawNode(byte[] text, Node value) => (_text, Value) = (text, value);

    /// <inheritdoc/>
    public override string KindName => Value.KindName;

    /// <summary>What it says, as a tree that nobody may change.</summary>
    public Node Value { get; }

    /// <summary>A value read from this text: as it is if we would write it in the same way.</summary>
    public static Node Of(ReadOnlySpan<byte> text, Node value)
    {
        if (value.ToUtf8().AsSpan().SequenceEqual(text) || !Utf8.IsValid(text))
        {
            return value;
        }

        var kept = text.ToArray();
        foreach (ref var letter in kept.AsSpan())
        {
            letter = letter is (byte)'\n' or (byte)'\r' or (byte)'\t' ? (byte)' ' : letter;
        }

        return new RawNode(kept, value);
    }

    /// <summary>What a node says, however it was written.</summary>
    public static Node? Plain(Node? node) => node is RawNode raw ? raw.Value : node;

    /// <summary>Whether the other was written in the same way.</summary>
    public bool EqualsText(RawNode other) => _text.AsSpan().SequenceEqual(other._text);

    /// <inheritdoc/>
    public override Node Clone() => this;

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteRawValue(_text, skipInputValidation: true);
}
