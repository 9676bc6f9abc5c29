using System.Text.Json;

namespace Orleans.KubeApi.Objects;

/// <summary>A JSON array.</summary>
internal sealed class ArrayNode : Node
{
    public ArrayNode() => Items = [];

    public ArrayNode(IEnumerable<Node> items) => Items = [.. items];

    /// <inheritdoc/>
    public override string KindName => "array";

    /// <summary>The elements, changeable in place.</summary>
    public List<Node> Items { get; }

    /// <summary>Appends an element.</summary>
    public void Add(Node item) => Items.Add(item);

    /// <inheritdoc/>
    public override Node Clone() => new ArrayNode(Items.Select(i => i.Clone()));

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var item in Items)
        {
            item.WriteTo(writer);
        }

        writer.WriteEndArray();
    }
}
