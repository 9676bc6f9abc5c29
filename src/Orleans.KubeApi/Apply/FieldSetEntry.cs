namespace Orleans.KubeApi.Apply;

/// <summary>One step in a field set.</summary>
/// <param name="Element">The step.</param>
/// <param name="IsMember">Whether the path that ends here is in the set.</param>
/// <param name="Children">Longer paths through this step; null if none, never empty.</param>
internal readonly record struct FieldSetEntry(PathElement Element, bool IsMember, FieldSet? Children);
