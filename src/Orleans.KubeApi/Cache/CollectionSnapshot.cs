using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Cache;

/// <summary>The immutable content of a collection at one revision, in key order. Shares structure with its neighbours.</summary>
internal sealed class CollectionSnapshot(long revision, SortedObjects objects)
{
    /// <summary>The collection's revision this content is of.</summary>
    public long Revision { get; } = revision;

    /// <summary>All objects.</summary>
    public SortedObjects Objects { get; } = objects;

    /// <summary>The object of that key, or null.</summary>
    public StoredObject? Find(string key) => Objects.Find(key);

    /// <summary>One page of a list.</summary>
    public ListPage List(ListQuery query)
    {
        var (from, to) = Bounds(query);
        var items = new List<StoredObject>(query.Limit > 0 ? Math.Min(query.Limit, to - from) : query.Filter is null ? to - from : 16);
        for (var at = from; at < to;)
        {
            var run = Objects.RunAt(at);
            run = run.Length > to - at ? run[..(to - at)] : run;
            foreach (var item in run)
            {
                at++;
                if (query.Filter is not null && !query.Filter(item))
                {
                    continue;
                }

                items.Add(item);
                if (items.Count == query.Limit && at < to)
                {
                    // As the original: more KEYS follow, whether they match or not; the token points behind the last item returned.
                    return new ListPage(Revision, items, item.Key + '\0', query.Filter is null ? to - at : null);
                }
            }
        }

        return new ListPage(Revision, items, null, null);
    }

    private (int From, int To) Bounds(ListQuery query)
    {
        var start = query.Namespace.Length > 0 ? query.Namespace + "/" : "";
        if (string.CompareOrdinal(query.StartKey, start) > 0)
        {
            start = query.StartKey;
        }

        var from = start.Length == 0 ? 0 : Objects.PositionOf(start);
        var to = query.Namespace.Length > 0 ? Objects.PositionOf(query.Namespace + "0") : Objects.Count; // '0' follows '/'
        return (from, Math.Max(from, to));
    }
}
