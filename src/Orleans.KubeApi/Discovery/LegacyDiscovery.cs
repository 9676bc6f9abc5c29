using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Discovery;

/// <summary>The documents of unaggregated discovery: APIVersions, APIGroupList, APIGroup, APIResourceList.</summary>
internal static class LegacyDiscovery
{
    /// <summary>/api: the versions of the core group. As in the original it has no apiVersion.</summary>
    public static ObjectNode Versions(GroupVersions groups, string advertisedAddress) => new()
    {
        { "kind", "APIVersions" },
        { "versions", ArrayNode.OfTexts((groups.Group("")?.Versions ?? []).Select(v => v.Version)) },
        {
            "serverAddressByClientCIDRs", new ArrayNode(
                [new ObjectNode { { "clientCIDR", "0.0.0.0/0" }, { "serverAddress", advertisedAddress } }])
        },
    };

    /// <summary>/apis: all named groups.</summary>
    public static ObjectNode Groups(GroupVersions groups) => new()
    {
        { "kind", "APIGroupList" }, { "apiVersion", "v1" }, { "groups", new ArrayNode(groups.Named.Select(GroupNode)) },
    };

    /// <summary>/apis/GROUP.</summary>
    public static ObjectNode Group(ApiGroup group)
    {
        var node = new ObjectNode { { "kind", "APIGroup" }, { "apiVersion", "v1" } };
        foreach (var (name, value) in GroupNode(group))
        {
            node.Set(name, value);
        }

        return node;
    }

    /// <summary>/api/VERSION and /apis/GROUP/VERSION. The list of the core group has no apiVersion.</summary>
    public static ObjectNode Resources(ApiVersion version)
    {
        var node = new ObjectNode { { "kind", "APIResourceList" } };
        if (version.Group.Length > 0)
        {
            node.Set("apiVersion", "v1");
        }

        node.Set("groupVersion", version.Name);
        node.Set("resources", new ArrayNode(version.Types.SelectMany(ResourceNodes)));
        return node;
    }

    private static ObjectNode GroupNode(ApiGroup group) => new()
    {
        { "name", group.Name },
        { "versions", new ArrayNode(group.Versions.Select(VersionNode)) },
        { "preferredVersion", VersionNode(group.Versions[0]) },
    };

    private static ObjectNode VersionNode(ApiVersion version) => new() { { "groupVersion", version.Name }, { "version", version.Version } };

    private static IEnumerable<Node> ResourceNodes(ResourceType type)
    {
        var main = new ObjectNode
        {
            { "name", type.Resource.Resource }, { "singularName", type.Singular }, { "namespaced", type.Namespaced },
            { "kind", type.Kind.Kind }, { "verbs", ArrayNode.OfTexts(type.Verbs) },
        };
        SetTexts(main, "shortNames", type.ShortNames);
        SetTexts(main, "categories", type.Categories);
        if (type.StorageVersionHash.Length > 0)
        {
            main.Set("storageVersionHash", type.StorageVersionHash);
        }

        yield return main;
        foreach (var sub in type.Subresources.OrderBy(s => s.Name, StringComparer.Ordinal))
        {
            yield return SubresourceNode(type, sub);
        }
    }

    private static ObjectNode SubresourceNode(ResourceType type, SubresourceType sub)
    {
        var node = new ObjectNode
        {
            { "name", $"{type.Resource.Resource}/{sub.Name}" }, { "singularName", "" }, { "namespaced", type.Namespaced },
        };
        if (sub.Kind.ApiVersion != type.Kind.ApiVersion)
        {
            node.Set("group", sub.Kind.Group);
            node.Set("version", sub.Kind.Version);
        }

        node.Set("kind", sub.Kind.Kind);
        node.Set("verbs", ArrayNode.OfTexts(sub.Verbs));
        return node;
    }

    /// <summary>Sets a list of strings unless it is empty.</summary>
    public static void SetTexts(ObjectNode node, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            node.Set(name, ArrayNode.OfTexts(values));
        }
    }
}
