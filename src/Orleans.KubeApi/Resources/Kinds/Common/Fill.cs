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

    /// <summary>
    /// Sets a member that is absent (a Go pointer that is nil): a zero that was written stays. Nothing if the object is absent.
    /// </summary>
    public static void Pointer(ObjectNode? node, string name, Node value)
    {
        if (node is not null && (!node.TryGet(name, out var found) || found is NullNode))
        {
            node.Set(name, value);
        }
    }
}
