namespace Orleans.KubeApi.Apply;

/// <summary>What differs between two objects. No path is in more than one of the sets.</summary>
/// <param name="Added">Only in the new one.</param>
/// <param name="Modified">In both, with other values.</param>
/// <param name="Removed">Only in the old one.</param>
internal readonly record struct FieldDelta(FieldSet Added, FieldSet Modified, FieldSet Removed)
{
    /// <summary>Whether the objects are the same.</summary>
    public bool IsEmpty => Added.IsEmpty && Modified.IsEmpty && Removed.IsEmpty;

    /// <summary>The fields that the new object sets.</summary>
    public FieldSet Set => Added.Union(Modified);

    /// <summary>Without what a filter takes out.</summary>
    public FieldDelta Filter(Func<FieldSet, FieldSet>? filter) =>
        filter is null ? this : new(filter(Added), filter(Modified), filter(Removed));
}
