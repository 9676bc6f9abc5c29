using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>Another version of a kind.</summary>
/// <param name="Scope">Its scope.</param>
/// <param name="From">Turns an object of the asking scope's version into this version; the argument is not changed.</param>
/// <param name="Back">The way back.</param>
internal sealed record OwnershipVersion(OwnershipScope Scope, Func<ObjectNode, ObjectNode> From, Func<ObjectNode, ObjectNode> Back);
