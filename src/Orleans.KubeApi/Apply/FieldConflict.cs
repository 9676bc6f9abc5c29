using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>An applied field that another manager has with another value.</summary>
/// <param name="Owner">That manager's entry.</param>
/// <param name="Path">The field, as messages show it.</param>
internal sealed record FieldConflict(ManagedEntry Owner, string Path)
{
    /// <summary>The refusal of conflicts, which come grouped by manager.</summary>
    public static StatusException Refusal(IReadOnlyList<FieldConflict> conflicts)
    {
        var causes = conflicts
            .Select(c => new StatusCause("FieldManagerConflict", $"conflict with {c.Owner.Description}", c.Path)).ToList();
        var text = conflicts.Count == 1
            ? $"Apply failed with 1 conflict: conflict with {conflicts[0].Owner.Description}: {conflicts[0].Path}"
            : $"Apply failed with {conflicts.Count} conflicts: {string.Join("\n", Lines(conflicts))}";
        return new StatusException(new Status(409, "Conflict", text, new StatusDetails(Causes: causes)));
    }

    private static IEnumerable<string> Lines(IReadOnlyList<FieldConflict> conflicts)
    {
        foreach (var group in conflicts.GroupBy(c => c.Owner))
        {
            yield return $"conflicts with {group.Key.Description}:";
            foreach (var conflict in group)
            {
                yield return $"- {conflict.Path}";
            }
        }
    }
}
