using System.Collections.Concurrent;

namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>
/// How many watches of this silo a write concerns. Watches count as alike that are of one resource, namespace and name; selectors are not
/// looked at, but for pods of one node: of these watches a write concerns one at most.
/// </summary>
internal sealed class WatchCounts
{
    private readonly ConcurrentDictionary<Key, int> _counts = new();

    /// <summary>A watch begins; null if it isn't counted.</summary>
    public Counted? Add(RequestInfo info, QueryParameters query)
    {
        if (info.Resource == "pods" && query.Get("fieldSelector") is { } selector
            && selector.Contains("spec.nodeName=", StringComparison.Ordinal))
        {
            return null;
        }

        var key = new Key(info.Group, info.Resource, info.Namespace, info.Name);
        _counts.AddOrUpdate(key, 1, static (_, count) => count + 1);
        return new Counted(key);
    }

    /// <summary>A watch that was counted is over.</summary>
    public void Remove(Counted watch)
    {
        var key = watch.Key;
        // Nothing is left behind for names that nobody watches any more: names are the clients' to choose.
        if (_counts.AddOrUpdate(key, 0, static (_, count) => count - 1) == 0)
        {
            _counts.TryRemove(KeyValuePair.Create(key, 0));
        }
    }

    /// <summary>The watches that will get the event of a write.</summary>
    public int Of(RequestInfo info)
    {
        if (_counts.IsEmpty)
        {
            return 0;
        }

        var count = Count(info, "", "");
        if (info.Namespace.Length > 0)
        {
            count += Count(info, info.Namespace, "");
        }

        return info.Name.Length > 0 ? count + Count(info, info.Namespace, info.Name) : count;
    }

    private int Count(RequestInfo info, string ns, string name) =>
        _counts.TryGetValue(new Key(info.Group, info.Resource, ns, name), out var count) ? count : 0;

    /// <summary>A watch that is counted.</summary>
    internal sealed record Counted(Key Key);

    /// <summary>Watches that count as alike.</summary>
    internal readonly record struct Key(string Group, string Resource, string Namespace, string Name);
}
