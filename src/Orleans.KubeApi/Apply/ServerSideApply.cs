using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Apply;

/// <summary>
/// Server-side apply: merges a manager's configuration into the live object, refuses what others own with other values, removes what the
/// manager applied before and does not any more. Pure.
/// </summary>
internal static class ServerSideApply
{
    private const string BeforeFirst = "before-first-apply";

    /// <summary>Applies a configuration that already fits the schema (<see cref="AppliedCheck"/>).</summary>
    /// <param name="scope">What is applied to.</param>
    /// <param name="live">The object before, without managedFields; the zero object if there is none.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="managed">The entries before, changed in place on success.</param>
    /// <param name="manager">Who applies.</param>
    /// <param name="force">Take over instead of refusing.</param>
    /// <param name="now">Server time.</param>
    /// <exception cref="StatusException">409 with the conflicts.</exception>
    public static AppliedObject Apply(
        OwnershipScope scope, ObjectNode live, ObjectNode config, ManagedSet managed, string manager, bool force, string now)
    {
        if (managed.Entries.Count == 0)
        {
            FieldOwnership.Update(scope, ZeroValue.Struct(scope.Schema), live, managed, BeforeFirst, now);
        }

        var own = FieldOwnership.EntryOf(scope, manager, ManagedEntry.Apply);
        var last = managed.Find(own.Identity);
        var fields = FieldWalk.SetOf(config, scope.Type);
        own = own with { Time = last?.Time, Fields = scope.Filter is null ? fields : scope.Filter(fields) };
        managed.Put(own);
        var merged = FieldMerge.Merge(live, config, scope.Type);
        merged = ApplyPruning.Prune(scope, merged, managed, last);
        var delta = FieldCompare.Compare(live, merged, scope.Type);
        var shares = FieldOwnership.Shares(scope, live, merged, delta, managed, own.Identity);
        if (!force)
        {
            Refuse(scope, live, shares, manager);
        }

        FieldOwnership.Yield(managed, shares);
        var changed = !FieldCompare.SameValue(live, merged);
        managed.Put(own with { Time = changed ? now : own.Time });
        managed.SetFields(own.Identity, own.Fields.Except(FieldOwnership.Never));
        return new(changed ? merged : live, changed);
    }

    private static void Refuse(OwnershipScope scope, ObjectNode live, List<OwnershipShare> shares, string manager)
    {
        var refused = shares.Where(s => !s.Conflicts.IsEmpty).ToList();
        if (refused.Count == 0)
        {
            return;
        }

        // kubectl may take over what its client-side apply wrote, as long as nobody changed it since.
        if (manager == LastApplied.Manager && LastApplied.Fields(scope, live) is { } allowed)
        {
            refused = [.. refused.Select(s => s with { Conflicts = s.Conflicts.Except(allowed) }).Where(s => !s.Conflicts.IsEmpty)];
            if (refused.Count == 0)
            {
                return;
            }
        }

        var conflicts = new List<FieldConflict>();
        foreach (var share in refused.OrderBy(s => s.Identity, StringComparer.Ordinal))
        {
            share.Conflicts.ForEach(path => conflicts.Add(new FieldConflict(share.Entry, path)));
        }

        throw FieldConflict.Refusal(conflicts);
    }
}
