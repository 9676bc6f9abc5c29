using System.Globalization;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>One key of a list element and its value.</summary>
internal readonly record struct KeyPart(string Name, Node Value)
{
    /// <summary>Lexical order of two key lists that are sorted by name.</summary>
    public static int Compare(KeyPart[] left, KeyPart[] right)
    {
        for (var i = 0; i < left.Length && i < right.Length; i++)
        {
            var order = string.CompareOrdinal(left[i].Name, right[i].Name);
            order = order != 0 ? order : Compare(left[i].Value, right[i].Value);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length - right.Length;
    }

    // Numbers, then strings, then booleans, then the rest.
    private static int Compare(Node left, Node right) => (left, right) switch
    {
        (NumberNode a, NumberNode b) => Number(a).CompareTo(Number(b)),
        (TextNode a, TextNode b) => string.CompareOrdinal(a.Value, b.Value),
        (BoolNode a, BoolNode b) => a.Value.CompareTo(b.Value),
        _ when left.GetType() == right.GetType() => string.CompareOrdinal(left.ToString(), right.ToString()),
        _ => Rank(left) - Rank(right),
    };

    private static int Rank(Node value) => value switch
    {
        NumberNode => 0,
        TextNode => 1,
        BoolNode => 2,
        ArrayNode => 3,
        ObjectNode => 4,
        _ => 5,
    };

    private static double Number(NumberNode number) => double.Parse(number.Text, CultureInfo.InvariantCulture);
}
