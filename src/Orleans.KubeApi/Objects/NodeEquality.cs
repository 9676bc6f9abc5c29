using System.Diagnostics.CodeAnalysis;

namespace Orleans.KubeApi.Objects;

/// <summary>Finds nodes of equal value (<see cref="Node.DeepEquals"/>) by hashes, whatever the order of their members.</summary>
internal sealed class NodeEquality : IEqualityComparer<Node>
{
    /// <summary>The only one.</summary>
    public static NodeEquality Deep { get; } = new();

    private NodeEquality()
    {
    }

    /// <inheritdoc/>
    public bool Equals(Node? x, Node? y) => Node.DeepEquals(x, y);

    /// <inheritdoc/>
    public int GetHashCode([DisallowNull] Node obj)
    {
        switch (obj)
        {
            case TextNode text:
                return text.Value.GetHashCode(StringComparison.Ordinal);
            case NumberNode number:
                return number.Text.GetHashCode(StringComparison.Ordinal);
            case BoolNode flag:
                return flag.Value ? 1 : 2;
            case ArrayNode list:
                var order = new HashCode();
                foreach (var item in list.Items)
                {
                    order.Add(GetHashCode(item));
                }

                return order.ToHashCode();
            case ObjectNode members:
                var sum = members.Count;
                foreach (var (name, value) in members)
                {
                    sum += HashCode.Combine(name.GetHashCode(StringComparison.Ordinal), GetHashCode(value));
                }

                return sum;
            default:
                return 0;
        }
    }
}
