using System.Buffers;
using System.Text.Json;

namespace Orleans.KubeApi.Objects;

/// <summary>
/// A value of a JSON tree. Numbers keep their exact text, object members keep their order, a duplicate key is seen by the reader.
/// Our own because the ones looked at do not fit: <c>System.Text.Json.Nodes</c> throws on duplicate keys at first access and forbids
/// sharing of subtrees (every patch would copy), Newtonsoft rounds numbers and dates.
/// </summary>
internal abstract class Node
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = GoJsonEncoder.Instance,
        SkipValidation = true,
        MaxDepth = NodeReader.MaxDepth + 10,
    };

    /// <summary>The JSON kind in the words of Go's decoder: object, array, string, number, bool, null.</summary>
    public abstract string KindName { get; }

    /// <summary>A copy that shares no mutable part with this tree.</summary>
    public abstract Node Clone();

    /// <summary>Writes this value; the text of numbers is kept.</summary>
    public abstract void WriteTo(Utf8JsonWriter writer);

    /// <summary>Equality of JSON values: member order does not count, the text of numbers does, and so does that of raw values.</summary>
    public static bool DeepEquals(Node? left, Node? right)
    {
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        return (left, right) switch
        {
            (ObjectNode a, ObjectNode b) => a.EqualsMembers(b),
            (ArrayNode a, ArrayNode b) => a.EqualsItems(b),
            (TextNode a, TextNode b) => a.Value == b.Value,
            (NumberNode a, NumberNode b) => a.Text == b.Text,
            (BoolNode a, BoolNode b) => a.Value == b.Value,
            (RawNode a, RawNode b) => a.EqualsText(b),
            _ => false,
        };
    }

    /// <summary>The value as UTF-8 JSON without white space.</summary>
    public byte[] ToUtf8()
    {
        using var scratch = JsonScratch.Rent();
        WriteTo(scratch.Writer);
        return scratch.Written.ToArray();
    }

    /// <summary>Appends the value as UTF-8 JSON without white space.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = NewWriter(output);
        WriteTo(writer);
    }

    /// <inheritdoc/>
    public override string ToString() => System.Text.Encoding.UTF8.GetString(ToUtf8());

    /// <summary>A JSON writer with the escaping every answer of this server uses.</summary>
    public static Utf8JsonWriter NewWriter(IBufferWriter<byte> output) => new(output, WriterOptions);

    /// <summary>A JSON writer as <see cref="NewWriter"/>, but with line breaks and indentation (<c>?pretty=true</c>).</summary>
    public static Utf8JsonWriter NewIndentedWriter(IBufferWriter<byte> output) => new(output, WriterOptions with { Indented = true });

    public static implicit operator Node(string value) => new TextNode(value);

    public static implicit operator Node(long value) => new NumberNode(value);

    public static implicit operator Node(bool value) => BoolNode.Of(value);
}
