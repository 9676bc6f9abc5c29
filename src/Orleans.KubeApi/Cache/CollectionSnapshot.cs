using System.Collections.Immutable;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Cache;

/// <summary>The immutable content of a collection at one revision, in key order. Shares structure with its neighbours.</summary>
internal sealed class CollectionSnapshot(long revision, ImmutableSortedSet<StoredObject> objects)
{
    /// <summary>Order of keys: bytes of "namespace/name".</summary>
    public static readonly IComparer<StoredObject> KeyOrder =
        Comparer<StoredObject>.Create(static (a, b) => string.CompareOrdinal(a.Key, b.Key));

    /// <summary>The collection's revision this content is of.</summary>
    public long Revision { get; } = revision;

    /// <summary>All objects.</summary>
    public ImmutableSortedSet<StoredObject> Objects { get; } = objects;

    /// <summary>The object of that key, or null.</summary>
    public StoredObject? Find(string key) => Objects.TryGetValue(Probe(key), out var found) ? found : null;

    /// <summary>How many objects a namespace has.</summary>
    public int CountIn(string ns) => Bounds(new ListQuery(ns)) is var (from, to) ? to - from : 0;

    /// <summary>One page of a list.</summary>
    public ListPage List(ListQuery query)
    {
        var (from, to) = Bounds(query);
        var items = new List<StoredObject>(query.Limit > 0 ? Math.Min(query.Limit, to - from) : query.Filter is null ? to - from : 16);
        if (from == 0 && to == Objects.Count && query.Limit == 0)
        {
            Collect(Objects, query.Filter, items);
            return new ListPage(Revision, items, null, null);
        }

        for (var at = from; at < to; at++)
        {
            var item = Objects[at];
            if (query.Filter is not null && !query.Filter(item))
            {
                continue;
            }

            items.Add(item);
            if (items.Count == query.Limit && at + 1 < to)
            {
                // As the original: more KEYS follow, whether they match or not; the token points behind the last item returned.
                return new ListPage(Revision, items, item.Key + '\0', query.Filter is null ? to - at - 1 : null);
            }
        }

        return new ListPage(Revision, items, null, null);
    }

    private static void Collect(ImmutableSortedSet<StoredObject> objects, Func<StoredObject, bool>? filter, List<StoredObject> items)
    {
        foreach (var item in objects)
        {
            if (filter is null || filter(item))
            {
                items.Add(item);
            }
        }
    }

    private (int From, int To) Bounds(ListQuery query)
    {
        var start = query.Namespace.Length > 0 ? query.Namespace + "/" : "";
        if (string.CompareOrdinal(query.StartKey, start) > 0)
        {
            start = query.StartKey;
        }

        var from = start.Length == 0 ? 0 : Position(start);
        var to = query.Namespace.Length > 0 ? Position(query.Namespace + "0") : Objects.Count; // '0' follows '/'
        return (from, Math.Max(from, to));
    }

    private int Position(string key)
    {
        var at = Objects.IndexOf(Probe(key));
        return at < 0 ? ~at : at;
    }

    private static StoredObject Probe(string key) => new(key, 0, ReadOnlyMemory<byte>.Empty);
}
