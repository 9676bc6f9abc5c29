using Orleans.KubeApi.Catalog;

namespace Orleans.KubeApi.Discovery;

/// <summary>The catalog by group and version, both in the catalog's order of preference.</summary>
internal sealed class GroupVersions
{
    public GroupVersions(ResourceCatalog catalog)
    {
        Groups = [.. catalog.Types
            .GroupBy(t => t.Kind.Group, StringComparer.Ordinal)
            .Select(g => new ApiGroup(g.Key, [.. g.GroupBy(t => t.Kind.Version, StringComparer.Ordinal)
                .Select(v => new ApiVersion(g.Key, v.Key, [.. v.OrderBy(t => t.Resource.Resource, StringComparer.Ordinal)]))]))];
    }

    /// <summary>The groups; the core group has the name "".</summary>
    public IReadOnlyList<ApiGroup> Groups { get; }

    /// <summary>All groups but core.</summary>
    public IEnumerable<ApiGroup> Named => Groups.Where(g => g.Name.Length > 0);

    /// <summary>The group of that name, or null.</summary>
    public ApiGroup? Group(string name) => Groups.FirstOrDefault(g => g.Name == name);

    /// <summary>The version of that group, or null.</summary>
    public ApiVersion? Version(string group, string version) => Group(group)?.Versions.FirstOrDefault(v => v.Version == version);
}
