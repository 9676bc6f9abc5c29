using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>What identifies a list element in a merge: its merge key's value, or the scalar itself. Makes long lists cheap.</summary>
/// <param name="Kind">The JSON kind: 1 and "1" differ.</param>
/// <param name="Text">The value.</param>
internal readonly record struct ElementKey(string Kind, string Text)
{
    /// <summary>The key of an element; <paramref name="mergeKey"/> is "" for scalars.</summary>
    public static ElementKey Of(Node item, string mergeKey)
    {
        if (mergeKey.Length == 0)
        {
            return OfValue(item);
        }

        return item is ObjectNode map && map.TryGet(mergeKey, out var value)
            ? OfValue(value)
            : throw StrategicPatchErrors.NoMergeKey(item, mergeKey);
    }

    /// <summary>Position of the first element of each key.</summary>
    public static Dictionary<ElementKey, int> Index(IReadOnlyList<Node> items, string mergeKey)
    {
        var index = new Dictionary<ElementKey, int>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            index.TryAdd(Of(items[i], mergeKey), i);
        }

        return index;
    }

    /// <summary>The key of a value.</summary>
    public static ElementKey OfValue(Node value) => new(value.KindName, (value as TextNode)?.Value ?? value.ToString());
}
