using System.Collections;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Cache;

/// <summary>
/// Objects in the order of their keys (bytes of "namespace/name"), immutable: a change makes a new one that shares all nodes but those on
/// the changed paths. A B-tree of wide nodes, because a collection of a million objects is applied to in small batches all the time: a
/// batch copies a few short arrays, and the collector has a fraction of a binary tree's nodes to walk.
/// </summary>
internal sealed class SortedObjects : IEnumerable<StoredObject>
{
    /// <summary>Nothing.</summary>
    public static SortedObjects Empty { get; } = new(new SortedNode([]));

    private readonly SortedNode _root;

    private SortedObjects(SortedNode root) => _root = root;

    /// <summary>The number of objects.</summary>
    public int Count => _root.Count;

    /// <summary>These objects; of several with one key the last.</summary>
    public static SortedObjects Of(IEnumerable<StoredObject> objects)
    {
        var latest = new Dictionary<string, StoredObject?>(StringComparer.Ordinal);
        foreach (var item in objects)
        {
            latest[item.Key] = item;
        }

        return Empty.With(latest);
    }

    /// <summary>The object of that key, or null.</summary>
    public StoredObject? Find(string key)
    {
        var node = _root;
        while (node.Children is { } children)
        {
            node = children[node.ChildOf(key)];
        }

        var at = SortedNode.Search(node.Items!, key);
        return at < 0 ? null : node.Items![at];
    }

    /// <summary>How many objects have a smaller key.</summary>
    public int PositionOf(string key)
    {
        var before = 0;
        var node = _root;
        while (node.Children is { } children)
        {
            var child = node.ChildOf(key);
            for (var i = 0; i < child; i++)
            {
                before += children[i].Count;
            }

            node = children[child];
        }

        var at = SortedNode.Search(node.Items!, key);
        return before + (at < 0 ? ~at : at);
    }

    /// <summary>The objects from a position to the end of its node; not empty for a position below <see cref="Count"/>.</summary>
    public ReadOnlySpan<StoredObject> RunAt(int position)
    {
        var node = _root;
        while (node.Children is { } children)
        {
            var child = 0;
            while (child < children.Length - 1 && position >= children[child].Count)
            {
                position -= children[child++].Count;
            }

            node = children[child];
        }

        return node.Items.AsSpan(position);
    }

    /// <summary>The same with these objects put (over those of the same key) or, where null, taken away.</summary>
    public SortedObjects With(Dictionary<string, StoredObject?> changes)
    {
        if (changes.Count == 0)
        {
            return this;
        }

        var sorted = changes.ToArray();
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        var nodes = new List<SortedNode>();
        _root.Apply(sorted, nodes);
        while (nodes.Count > 1)
        {
            nodes = SortedNode.Parents(nodes);
        }

        var root = nodes.Count == 0 ? Empty._root : nodes[0];
        while (root.Children is { Length: 1 } only)
        {
            root = only[0];
        }

        return new(root);
    }

    /// <summary>Enumerates in order.</summary>
    public IEnumerator<StoredObject> GetEnumerator()
    {
        for (var at = 0; at < Count;)
        {
            var run = RunAt(at).ToArray();
            foreach (var item in run)
            {
                yield return item;
            }

            at += run.Length;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
