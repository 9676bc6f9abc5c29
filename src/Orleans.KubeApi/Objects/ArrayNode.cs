using System.Text.Json;

namespace Orleans.KubeApi.Objects;

/// <summary>A JSON array.</summary>
internal sealed class ArrayNode : Node
{
    public ArrayNode() => Items = [];

    public ArrayNode(IEnumerable<Node> items) => Items = [.. items];

    /// <summary>An array of strings.</summary>
    public static ArrayNode OfTexts(IEnumerable<string> texts) => new(texts.Select(t => (Node)t));

    /// <inheritdoc/>
    public override string KindName => "array";

    /// <summary>The elements, changeable in place.</summary>
    public List<Node> Items { get; }

    /// <summary>Appends an element.</summary>
    public void Add(Node item) => Items.Add(item);

    /// <inheritdoc/>
    public override Node Clone()
    {
        var copy = new ArrayNode();
        copy.Items.EnsureCapacity(Items.Count);
        foreach (var item in Items)
        {
            copy.Items.Add(item.Clone());
        }

        return copy;
    }

    /// <summary>Whether the other has the same elements in the same order.</summary>
    public bool EqualsItems(ArrayNode other)
    {
        if (Items.Count != other.Items.Count)
        {
            return false;
        }

        for (var i = 0; i < Items.Count; i++)
        {
            if (!DeepEquals(Items[i], other.Items[i]))
            {
                return false;
            }
        }

        return true;
    }

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
