using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>The result of an apply.</summary>
/// <param name="Tree">The merged object, not canonical; shares subtrees with the inputs. The live object where nothing changed.</param>
/// <param name="Changed">Whether any value changed.</param>
internal sealed record AppliedObject(ObjectNode Tree, bool Changed);
