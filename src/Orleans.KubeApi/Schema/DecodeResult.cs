using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Schema;

/// <summary>A decoded object.</summary>
/// <param name="Object">The canonical tree, its own.</param>
/// <param name="Problems">
/// What strict decoding refuses, in the document's order, at most 100: <c>unknown field "spec.foo"</c>, <c>duplicate field "data.x"</c>.
/// </param>
internal readonly record struct DecodeResult(ObjectNode Object, IReadOnlyList<string> Problems);
