using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Apply;

/// <summary>
/// Who owns which fields after a write that is no apply. Follows structured-merge-diff and the original's managers around it.
/// </summary>
internal static class FieldOwnership
{
    private const string Unknown = "unknown";

    /// <summary>What nobody owns.</summary>
    public static FieldSet Never { get; } = FieldSet.Of(
        ["apiVersion"], ["kind"], ["metadata"], ["metadata", "name"], ["metadata", "namespace"], ["metadata", "creationTimestamp"],
        ["metadata", "selfLink"], ["metadata", "uid"], ["metadata", "clusterName"], ["metadata", "generation"],
        ["metadata", "managedFields"], ["metadata", "resourceVersion"]);

    /// <summary>The entry of a manager's operation, still without fields.</summary>
    public static ManagedEntry EntryOf(OwnershipScope scope, string manager, string operation) =>
        new(manager.Length > 0 ? manager : Unknown, operation, scope.ApiVersion, scope.Subresource, null, FieldSet.Empty);

    /// <summary>
    /// A new object: all its fields are the manager's. Null: none that count.
    /// </summary>
    public static ArrayNode? Create(OwnershipScope scope, ObjectNode tree, string manager, string now)
    {
        var managed = new ManagedSet();
        Update(scope, ZeroValue.Struct(scope.Schema), tree, managed, manager, now);
        return managed.ToNode();
    }

    /// <summary>
    /// The manager gets what the write sets; others lose what it changes or removes. False: nothing differs, the entries are as they were.
    /// Neither tree may show managedFields.
    /// </summary>
    /// <param name="scope">What is written.</param>
    /// <param name="old">The object before, in the scope's version; the zero object for a create.</param>
    /// <param name="next">The object that the client wants, defaults included.</param>
    /// <param name="managed">The entries before, changed in place.</param>
    /// <param name="manager">Who writes.</param>
    /// <param name="now">The time of an entry that gets fields.</param>
    public static bool Update(
        OwnershipScope scope, ObjectNode old, ObjectNode next, ManagedSet managed, string manager, string now)
    {
        var delta = FieldCompare.Compare(old, next, scope.Type);
        if (delta.IsEmpty)
        {
            return false;
        }

        var own = scope.Filter is null ? delta.Set : scope.Filter(delta.Set);
        own = own.Except(Never);
        var entry = EntryOf(scope, manager, ManagedEntry.Update);
        var identity = entry.Identity;
        var isSame = managed.Find(identity) is { } mine && KeepsFields(mine, own, delta.Filter(scope.Filter).Removed);
        Yield(managed, Shares(scope, old, next, delta, managed, except: isSame ? identity : null));
        if (isSame)
        {
            managed.Put(managed.Find(identity)! with { Time = now });
        }
        else if (!own.IsEmpty)
        {
            var before = managed.Find(identity)?.Fields ?? FieldSet.Empty;
            managed.Put(entry with { Time = now, Fields = own.Union(before) });
        }

        managed.CapUpdates();
        return true;
    }

    // The usual update: who writes owns all of it already and takes nothing away. Then only the time changes, and nothing is rebuilt.
    private static bool KeepsFields(ManagedEntry mine, FieldSet own, FieldSet removed) =>
        !own.IsEmpty && mine.HasAll(own) && !mine.Overlaps(removed) && !mine.Overlaps(Never);

    /// <summary>What a change does to the other managers' fields.</summary>
    internal static List<OwnershipShare> Shares(
        OwnershipScope scope, ObjectNode old, ObjectNode next, FieldDelta delta, ManagedSet managed, string? except)
    {
        if (managed.Entries.Count == 0)
        {
            return [];
        }

        var versions = new Dictionary<string, FieldDelta?>(StringComparer.Ordinal) { [scope.ApiVersion] = delta.Filter(scope.Filter) };
        var shares = new List<OwnershipShare>(managed.Entries.Count);
        foreach (var (identity, entry) in managed.Entries)
        {
            if (identity == except)
            {
                continue;
            }

            if (!versions.TryGetValue(entry.ApiVersion, out var change))
            {
                change = scope.Version(entry.ApiVersion) is { } other
                    ? FieldCompare.Compare(other.From(old), other.From(next), other.Scope.Type).Filter(other.Scope.Filter)
                    : null;
                versions[entry.ApiVersion] = change;
            }

            shares.Add(change is { } known
                ? new(identity, entry, entry.Overlaps(known.Set) ? entry.Fields.Intersect(known.Set) : FieldSet.Empty, known.Removed)
                : new(identity, entry, FieldSet.Empty, entry.Fields));
        }

        return shares;
    }

    /// <summary>The others lose what was changed or removed; entries without fields go.</summary>
    internal static void Yield(ManagedSet managed, List<OwnershipShare> shares)
    {
        foreach (var share in shares)
        {
            if (share.Conflicts.IsEmpty && !share.Entry.HasNone && !share.Entry.Overlaps(share.Removed))
            {
                continue;
            }

            managed.SetFields(share.Identity, share.Entry.Fields.Except(share.Conflicts).Except(share.Removed));
        }
    }
}
