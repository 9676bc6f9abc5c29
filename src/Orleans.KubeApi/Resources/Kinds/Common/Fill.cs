using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>Small steps of defaulting: a member that is absent (its zero value) gets a value.</summary>
internal static class Fill
{
    /// <summary>Sets a member that has its zero value: absent, "" or 0.</summary>
    public static void Zero(ObjectNode node, string name, Node value)
    {
        if (!node.TryGet(name, out var found) || found is NullNode or TextNode { Value.Length: 0 } or NumberNode { Text: "0" })
        {
            node.Set(name, value);
        }
    }

    /// <summary>Sets a member that is absent (a Go pointer that is nil): a zero that was written stays.</summary>
    public static void Pointer(ObjectNode node, string name, Node value)
    {
        if (!node.TryGet(name, out var found) || found is NullNode)
        {
            node.Set(name, value);
        }
    }

    /// <summary>The elements of a list member; nothing if it is absent or no list.</summary>
    public static List<Node> Items(ObjectNode? node, string name) => node?.Array(name)?.Items ?? Nothing;

    // Shared, never changed: callers only read what Items gives them.
    private static readonly List<Node> Nothing = [];
}
