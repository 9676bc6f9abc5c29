using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>The catalog, asked by kind.</summary>
internal sealed class KindResources(ResourceCatalog catalog) : IKindResources
{
    /// <inheritdoc/>
    public IReadOnlyList<(GroupResource Resource, bool IsNamespaced)> ResourcesOf(string apiVersion, string kind) =>
        [.. catalog.Types.Where(t => t.Kind.Kind == kind && t.Kind.ApiVersion == apiVersion).Select(t => (t.Resource, t.Namespaced))];
}
