using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Catalog;

/// <summary>A subresource as discovery shows it.</summary>
/// <param name="Name">e.g. "status".</param>
/// <param name="Kind">The kind it answers, with its own group and version where they differ from the parent's.</param>
/// <param name="Verbs">Sorted verbs.</param>
/// <param name="Schema">The type of that kind, null for option kinds without one.</param>
internal sealed record SubresourceType(string Name, GroupVersionKind Kind, IReadOnlyList<string> Verbs, TypeSchema? Schema);
