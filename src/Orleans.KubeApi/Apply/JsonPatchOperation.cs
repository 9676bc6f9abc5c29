using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>One operation of a JSON patch as it was sent; nothing is checked but the JSON kinds.</summary>
/// <param name="Op">"" if absent or not a string.</param>
/// <param name="Path">The pointer, null if absent or not a string.</param>
/// <param name="From">The source pointer, null if absent or not a string.</param>
/// <param name="Value">The value; an absent one counts as null, as in the original.</param>
internal readonly record struct JsonPatchOperation(string Op, string? Path, string? From, Node Value);
