using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>A resource rule of a FlowSchema.</summary>
internal sealed class ResourceMatch
{
    private readonly NameSet _verbs;
    private readonly NameSet _groups;
    private readonly NameSet _resources;
    private readonly NameSet _namespaces;
    private readonly bool _clusterScope;

    private ResourceMatch(NameSet verbs, NameSet groups, NameSet resources, NameSet namespaces, bool clusterScope)
    {
        _verbs = verbs;
        _groups = groups;
        _resources = resources;
        _namespaces = namespaces;
        _clusterScope = clusterScope;
    }

    /// <summary>Every resource.</summary>
    public static ResourceMatch Everything { get; } = new(NameSet.All, NameSet.All, NameSet.All, NameSet.All, true);

    /// <summary>Reads a member of resourceRules.</summary>
    public static ResourceMatch Read(ObjectNode rule) => new(
        NameSet.Read(rule, "verbs"), NameSet.Read(rule, "apiGroups"), NameSet.Read(rule, "resources"), NameSet.Read(rule, "namespaces"),
        rule["clusterScope"] is BoolNode { Value: true });

    /// <summary>Whether a request for a resource is meant.</summary>
    public bool Matches(RequestInfo info) => _verbs.Contains(info.Verb)
        && _resources.Contains(info.Resource, info.Subresource)
        && _groups.Contains(info.Group)
        && (info.Namespace.Length == 0 ? _clusterScope : _namespaces.Contains(info.Namespace));
}
