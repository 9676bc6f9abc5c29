using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>The entries of one object's managedFields by identity; not shared between operations.</summary>
internal sealed class ManagedSet
{
    /// <summary>Entries of updates that are kept apart; older ones are merged.</summary>
    public const int UpdateLimit = 10;

    private const string Ancient = "ancient-changes";
    private const string NoTime = "1970-01-01T00:00:00Z";
    private readonly Dictionary<string, ManagedEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>The entries by identity, in no order.</summary>
    public IReadOnlyDictionary<string, ManagedEntry> Entries => _entries;

    /// <summary>Reads the array; null reads as empty.</summary>
    /// <exception cref="FormatException">An entry is not valid.</exception>
    public static ManagedSet FromNode(ArrayNode? list) => Read(list, areStored: false);

    /// <summary>Reads the array of a stored object, whose entries are valid: their fields are read when they are needed.</summary>
    public static ManagedSet FromStored(ArrayNode? list)
    {
        try
        {
            return Read(list, areStored: true);
        }
        catch (FormatException)
        {
            return new();
        }
    }

    private static ManagedSet Read(ArrayNode? list, bool areStored)
    {
        var set = new ManagedSet();
        for (var i = 0; i < list?.Items.Count; i++)
        {
            set.Put(ManagedEntry.FromNode(list.Items[i] as ObjectNode ?? [], i, areStored));
        }

        return set;
    }

    /// <summary>As <see cref="FromNode"/>, but empty if an entry is not valid.</summary>
    public static ManagedSet FromNodeOrEmpty(ArrayNode? list)
    {
        try
        {
            return FromNode(list);
        }
        catch (FormatException)
        {
            return new();
        }
    }

    /// <summary>Adds or replaces an entry.</summary>
    public void Put(ManagedEntry entry) => _entries[entry.Identity] = entry;

    /// <summary>The entry of that identity, or null.</summary>
    public ManagedEntry? Find(string identity) => _entries.GetValueOrDefault(identity);

    /// <summary>Removes an entry.</summary>
    public void Remove(string identity) => _entries.Remove(identity);

    /// <summary>Changes the fields of an entry; without fields it goes.</summary>
    public void SetFields(string identity, FieldSet fields)
    {
        if (fields.IsEmpty)
        {
            _entries.Remove(identity);
        }
        else
        {
            _entries[identity] = _entries[identity] with { Fields = fields };
        }
    }

    /// <summary>Merges the oldest updates, by version, until no more than <see cref="UpdateLimit"/> are left.</summary>
    public void CapUpdates()
    {
        if (_entries.Count <= UpdateLimit)
        {
            return;
        }

        var updates = _entries.Where(e => !e.Value.IsApplied).OrderBy(e => e.Value.Time ?? NoTime, StringComparer.Ordinal)
            .ThenBy(e => e.Key, StringComparer.Ordinal).ToList();
        var firsts = new Dictionary<string, string>(StringComparer.Ordinal);
        var count = updates.Count;
        for (var i = 0; i < updates.Count && count > UpdateLimit; i++)
        {
            var (identity, entry) = updates[i];
            if (firsts.TryAdd(entry.ApiVersion, identity))
            {
                continue;
            }

            var bucket = new ManagedEntry(Ancient, ManagedEntry.Update, entry.ApiVersion, "", entry.Time, FieldSet.Empty);
            var gathered = Find(bucket.Identity)?.Fields;
            if (gathered is null)
            {
                gathered = _entries[firsts[entry.ApiVersion]].Fields;
                _entries.Remove(firsts[entry.ApiVersion]);
            }

            _entries.Remove(identity);
            Put(bucket with { Fields = entry.Fields.Union(gathered) });
            count--;
        }
    }

    /// <summary>The array in its order; null if there are no entries.</summary>
    public ArrayNode? ToNode() => _entries.Count switch
    {
        0 => null,
        1 => new ArrayNode([_entries.Values.First().ToNode()]),
        _ => ToNode(_entries.Values),
    };

    /// <summary>Entries in their order: applied first, then by time, manager, version, subresource.</summary>
    public static ArrayNode ToNode(IEnumerable<ManagedEntry> entries) => new(entries
        .OrderBy(e => e.Operation, StringComparer.Ordinal).ThenBy(e => e.Time ?? NoTime, StringComparer.Ordinal)
        .ThenBy(e => e.Manager, StringComparer.Ordinal).ThenBy(e => e.ApiVersion, StringComparer.Ordinal)
        .ThenBy(e => e.Subresource, StringComparer.Ordinal).Select(e => e.ToNode()));
}
