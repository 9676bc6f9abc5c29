using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>Removes what a manager applied last time and does not apply now, unless somebody else owns it.</summary>
internal static class ApplyPruning
{
    /// <summary>The merged object without what is to go.</summary>
    /// <param name="scope">What is applied to.</param>
    /// <param name="merged">Live object and new configuration.</param>
    /// <param name="managed">All entries, the manager's new one included.</param>
    /// <param name="last">The manager's entry before, or null.</param>
    public static ObjectNode Prune(OwnershipScope scope, ObjectNode merged, ManagedSet managed, ManagedEntry? last)
    {
        if (last is null || last.Fields.IsEmpty)
        {
            return merged;
        }

        var view = ViewOf(scope, last.ApiVersion);
        if (view is null)
        {
            return merged;
        }

        var type = view.Scope.Type;
        var before = view.From(merged);
        var lastSet = FieldWalk.WithDeclared(last.Fields, type);
        var pruned = view.Back(FieldRemoval.Without(before, lastSet, type));
        pruned = AddBackOwned(scope, merged, pruned, managed, last.ApiVersion);

        // What the manager did not own stays: unowned fields, and those of updates.
        var prunedSet = FieldWalk.WithDeclared(FieldWalk.SetOf(view.From(pruned), type), type);
        var mergedSet = FieldWalk.WithDeclared(FieldWalk.SetOf(before, type), type);
        return view.Back(FieldRemoval.Without(before, mergedSet.Except(prunedSet).Intersect(lastSet), type));
    }

    // The version of the last apply comes first: what was pruned may be needed by conversions.
    private static ObjectNode AddBackOwned(
        OwnershipScope scope, ObjectNode merged, ObjectNode pruned, ManagedSet managed, string first)
    {
        var groups = managed.Entries.Values.GroupBy(e => e.ApiVersion, StringComparer.Ordinal)
            .OrderBy(g => g.Key == first ? 0 : 1).ThenBy(g => g.Key, StringComparer.Ordinal);
        foreach (var group in groups)
        {
            if (ViewOf(scope, group.Key) is not { } view)
            {
                continue;
            }

            var type = view.Scope.Type;
            var whole = view.From(merged);
            var owned = group.Aggregate(FieldSet.Empty, static (set, entry) => set.Union(entry.Fields));
            var keep = FieldWalk.WithDeclared(FieldWalk.SetOf(view.From(pruned), type), type).Union(FieldWalk.WithDeclared(owned, type));
            var gone = FieldWalk.WithDeclared(FieldWalk.SetOf(whole, type), type).Except(keep);
            pruned = view.Back(FieldRemoval.Without(whole, gone, type));
        }

        return pruned;
    }

    private static OwnershipVersion? ViewOf(OwnershipScope scope, string version) => version == scope.ApiVersion
        ? new OwnershipVersion(scope, static tree => tree, static tree => tree)
        : scope.Version(version);
}
