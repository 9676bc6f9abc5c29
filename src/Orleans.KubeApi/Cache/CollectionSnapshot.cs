using System.Collections.Immutable;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Cache;

/// <summary>The immutable content of a collection at one revision, in key order. Shares structure with its neighbours.</summary>
internal sealed class CollectionSnapshot(
    long revision, SortedObjects objects, ImmutableSortedDictionary<string, string>? unreadable = null)
{
    /// <summary>The collection's revision this content is of.</summary>
    public long Revision { get; } = revision;

    /// <summary>All objects.</summary>
    public SortedObjects Objects { get; } = objects;

    /// <summary>
    /// Objects that exist and can't be read (encrypted with a key that is not configured), with the reason. They are not in
    /// <see cref="Objects"/>; null, as nearly always, if there are none.
    /// </summary>
    public ImmutableSortedDictionary<string, string>? Unreadable { get; } = unreadable;

    /// <summary>The object of that key, or null.</summary>
    /// <exception cref="StatusException">500: it can't be read.</exception>
    public StoredObject? Find(string key) => Objects.Find(key) ?? Missing(key);

    /// <summary>How many objects a namespace has.</summary>
    public int CountIn(string ns) => Bounds(new ListQuery(ns)) is var (from, to) ? to - from : 0;

    /// <summary>One page of a list.</summary>
    /// <exception cref="StatusException">500: an object in its range can't be read.</exception>
    public ListPage List(ListQuery query)
    {
        if (Unreadable is not null)
        {
            RefuseUnreadable(query);
        }

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

    private StoredObject? Missing(string key) =>
        Unreadable is not null && Unreadable.TryGetValue(key, out var reason) ? throw StatusErrors.Internal(reason) : null;

    private void RefuseUnreadable(ListQuery query)
    {
        var prefix = query.Namespace.Length > 0 ? query.Namespace + "/" : "";
        foreach (var (key, reason) in Unreadable!)
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(key, query.StartKey) >= 0)
            {
                throw StatusErrors.Internal(reason);
            }
        }
    }
}
