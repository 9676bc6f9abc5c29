namespace Orleans.KubeApi.Apply;

/// <summary>What a write does to one other manager's fields.</summary>
/// <param name="Identity">The entry's identity.</param>
/// <param name="Entry">The entry before.</param>
/// <param name="Conflicts">Its fields that get another value.</param>
/// <param name="Removed">Everything the write removes, its own fields or not.</param>
internal readonly record struct OwnershipShare(string Identity, ManagedEntry Entry, FieldSet Conflicts, FieldSet Removed);
