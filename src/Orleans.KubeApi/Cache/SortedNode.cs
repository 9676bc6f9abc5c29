using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Cache;

/// <summary>
/// A node of <see cref="SortedObjects"/>: a leaf with objects or an inner node with children, never empty but as the root of nothing.
/// Immutable. All leaves are equally deep; neighbours that would fit into half a node are joined, so nodes are a quarter full on average
/// at worst.
/// </summary>
internal sealed class SortedNode
{
    /// <summary>The most objects or children of a node.</summary>
    public const int Widest = 64;

    private readonly string _first;

    /// <summary>A leaf.</summary>
    public SortedNode(StoredObject[] items)
    {
        Items = items;
        Count = items.Length;
        _first = items.Length == 0 ? "" : items[0].Key;
    }

    private SortedNode(SortedNode[] children)
    {
        Children = children;
        _first = children[0]._first;
        foreach (var child in children)
        {
            Count += child.Count;
        }
    }

    /// <summary>A leaf's objects, else null.</summary>
    public StoredObject[]? Items { get; }

    /// <summary>An inner node's children, else null.</summary>
    public SortedNode[]? Children { get; }

    /// <summary>The number of objects below.</summary>
    public int Count { get; }

    private int Width => Items?.Length ?? Children!.Length;

    /// <summary>The position of a key among objects, or the complement of where it would be.</summary>
    public static int Search(StoredObject[] items, string key)
    {
        int low = 0, high = items.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(items[middle].Key, key);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    /// <summary>The child in which a key is or would be.</summary>
    public int ChildOf(string key)
    {
        int low = 1, high = Children!.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = string.CompareOrdinal(Children[middle]._first, key) <= 0 ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }

    /// <summary>What becomes of this node by changes in the order of their keys: nodes of the same height, none if none is left.</summary>
    public void Apply(ReadOnlySpan<KeyValuePair<string, StoredObject?>> changes, List<SortedNode> result)
    {
        if (Items is not null)
        {
            Split(Merge(Items, changes), result);
            return;
        }

        var children = new List<SortedNode>(Children!.Length + 2);
        for (var i = 0; i < Children.Length; i++)
        {
            var mine = i == Children.Length - 1 ? changes.Length : CountBefore(changes, Children[i + 1]._first);
            if (mine == 0)
            {
                children.Add(Children[i]);
            }
            else
            {
                Children[i].Apply(changes[..mine], children);
                changes = changes[mine..];
            }
        }

        if (children.Count > 0)
        {
            result.AddRange(Parents(children));
        }
    }

    /// <summary>The inner nodes above these nodes.</summary>
    public static List<SortedNode> Parents(List<SortedNode> children)
    {
        Join(children);
        var parents = new List<SortedNode>(1);
        var count = (children.Count + Widest - 1) / Widest;
        for (int i = 0, at = 0; i < count; i++)
        {
            var end = (int)((long)children.Count * (i + 1) / count);
            parents.Add(new SortedNode(children.GetRange(at, end - at).ToArray()));
            at = end;
        }

        return parents;
    }

    private static void Split(List<StoredObject> items, List<SortedNode> result)
    {
        var count = (items.Count + Widest - 1) / Widest;
        for (int i = 0, at = 0; i < count; i++)
        {
            var end = (int)((long)items.Count * (i + 1) / count);
            result.Add(new SortedNode(items.GetRange(at, end - at).ToArray()));
            at = end;
        }
    }

    private static List<StoredObject> Merge(StoredObject[] items, ReadOnlySpan<KeyValuePair<string, StoredObject?>> changes)
    {
        var merged = new List<StoredObject>(items.Length + changes.Length);
        var at = 0;
        foreach (var (key, value) in changes)
        {
            var found = Search(items, key);
            var upTo = found < 0 ? ~found : found;
            merged.AddRange(items.AsSpan(at..upTo));
            at = found < 0 ? upTo : upTo + 1;
            if (value is not null)
            {
                merged.Add(value);
            }
        }

        merged.AddRange(items.AsSpan(at));
        return merged;
    }

    private static void Join(List<SortedNode> nodes)
    {
        for (var i = nodes.Count - 1; i > 0; i--)
        {
            if (nodes[i - 1].Width + nodes[i].Width <= Widest / 2)
            {
                nodes[i - 1] = nodes[i].Items is { } items
                    ? new SortedNode([.. nodes[i - 1].Items!, .. items])
                    : new SortedNode([.. nodes[i - 1].Children!, .. nodes[i].Children!]);
                nodes.RemoveAt(i);
            }
        }
    }

    private static int CountBefore(ReadOnlySpan<KeyValuePair<string, StoredObject?>> changes, string key)
    {
        var count = 0;
        while (count < changes.Length && string.CompareOrdinal(changes[count].Key, key) < 0)
        {
            count++;
        }

        return count;
    }
}
