using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Discovery;

/// <summary>Which kinds a type is: x-kubernetes-group-version-kind.</summary>
internal sealed class OpenApiKinds
{
    private static readonly string[] MetaKinds = ["Status", "APIGroup", "APIGroupList", "APIResourceList", "APIVersions"];
    private readonly Dictionary<string, List<GroupVersionKind>> _byType = new(StringComparer.Ordinal);

    /// <summary>The kinds of all versions, and the meta kinds in those versions that the document shows.</summary>
    public OpenApiKinds(IEnumerable<ApiVersion> all, IReadOnlyList<ApiVersion> shown)
    {
        foreach (var kind in MetaKinds)
        {
            Add(MetaTypes.Package + kind, new("", "v1", kind));
        }

        Add(MetaTypes.DeleteOptions, new("", "v1", "DeleteOptions"));
        Add(MetaTypes.WatchEvent, new("", "v1", "WatchEvent"));
        foreach (var version in shown.OrderBy(v => v.Group, StringComparer.Ordinal).ThenBy(v => v.Version, StringComparer.Ordinal))
        {
            Add(MetaTypes.DeleteOptions, new(version.Group, version.Version, "DeleteOptions"));
            Add(MetaTypes.WatchEvent, new(version.Group, version.Version, "WatchEvent"));
        }

        foreach (var type in all.SelectMany(v => v.Types))
        {
            Add(type.Schema.Name, type.Kind);
            Add(type.Schema.Name + "List", type.Kind with { Kind = type.ListKind });
            foreach (var sub in type.Subresources)
            {
                Add(sub.Schema?.Name ?? "", sub.Kind);
            }
        }
    }

    /// <summary>The kinds of a type, mostly none or one.</summary>
    public IReadOnlyList<GroupVersionKind> Of(string type) => _byType.GetValueOrDefault(type) ?? [];

    private void Add(string type, GroupVersionKind kind)
    {
        if (!_byType.TryGetValue(type, out var kinds))
        {
            _byType[type] = kinds = [];
        }

        if (!kinds.Contains(kind))
        {
            kinds.Add(kind);
        }
    }
}
