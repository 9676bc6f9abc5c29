using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>How large a tree is.</summary>
/// <param name="Bytes">Length of its JSON without white space; escapes and letters outside ASCII count as one.</param>
/// <param name="Depth">Nested containers: 0 for a scalar, 1 for an empty object.</param>
internal readonly record struct TreeMeasure(long Bytes, int Depth)
{
    /// <summary>Measures a tree.</summary>
    public static TreeMeasure Of(Node node)
    {
        switch (node)
        {
            case ObjectNode members:
                var total = new TreeMeasure(2, 0);
                foreach (var (name, value) in members)
                {
                    total = total.With(Of(value), name.Length + 4);
                }

                return total with { Depth = total.Depth + 1 };
            case ArrayNode list:
                var sum = new TreeMeasure(2, 0);
                foreach (var item in list.Items)
                {
                    sum = sum.With(Of(item), 1);
                }

                return sum with { Depth = sum.Depth + 1 };
            case TextNode text:
                return new(text.Value.Length + 2, 0);
            case NumberNode number:
                return new(number.Text.Length, 0);
            default:
                return new(5, 0);
        }
    }

    private TreeMeasure With(TreeMeasure child, int extra) => new(Bytes + child.Bytes + extra, Math.Max(Depth, child.Depth));
}
