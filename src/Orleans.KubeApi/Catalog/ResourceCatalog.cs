using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Catalog;

/// <summary>The immutable table of served resources in discovery order; a change swaps the whole table (custom types, later).</summary>
internal sealed class ResourceCatalog
{
    private readonly Dictionary<(string Group, string Version, string Resource), ResourceType> _byPath;
    private readonly Dictionary<GroupResource, ResourceType> _storage;

    public ResourceCatalog(IReadOnlyList<ResourceType> types)
    {
        var stored = types.Where(t => t.Kind == t.StorageKind).ToDictionary(t => t.Collection, t => t.Schema);
        var versions = types.Select(t => t.Collection).Distinct().ToDictionary(c => c, _ => new List<ResourceType>());
        Types = [.. types.Select(t => t with
        {
            StoredAs = t.Kind == t.StorageKind ? null : stored[t.Collection],
            Versions = versions[t.Collection],
        })];
        foreach (var type in Types)
        {
            versions[type.Collection].Add(type);
        }

        _storage = Types.Where(t => t.Kind == t.StorageKind).ToDictionary(t => t.Collection);
        _byPath = Types.ToDictionary(t => (t.Kind.Group, t.Kind.Version, t.Resource.Resource));
    }

    /// <summary>All served resources, group priority order, then version order, then name.</summary>
    public IReadOnlyList<ResourceType> Types { get; }

    /// <summary>The resource at /apis/group/version/resource (or /api/v1/resource with group ""), or null.</summary>
    public ResourceType? Find(string group, string version, string resource) => _byPath.GetValueOrDefault((group, version, resource));

    /// <summary>The type in whose shape a collection's objects are stored.</summary>
    public ResourceType? Storage(GroupResource collection) => _storage.GetValueOrDefault(collection);
}
