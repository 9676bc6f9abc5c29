using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Discovery;

/// <summary>The APIGroupDiscoveryList of <c>apidiscovery.k8s.io/v2</c>.</summary>
internal static class AggregatedDiscovery
{
    /// <summary>Clients take a document for this form only if its content type repeats these parameters.</summary>
    public const string ContentType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    /// <summary>The list of these groups; core's item has no name.</summary>
    public static ObjectNode List(IEnumerable<ApiGroup> groups) => new()
    {
        { "kind", "APIGroupDiscoveryList" }, { "apiVersion", "apidiscovery.k8s.io/v2" }, { "metadata", new ObjectNode() },
        { "items", new ArrayNode(groups.Select(GroupNode)) },
    };

    private static ObjectNode GroupNode(ApiGroup group)
    {
        var metadata = new ObjectNode();
        if (group.Name.Length > 0)
        {
            metadata.Set("name", group.Name);
        }

        return new() { { "metadata", metadata }, { "versions", new ArrayNode(group.Versions.Select(VersionNode)) } };
    }

    private static ObjectNode VersionNode(ApiVersion version) => new()
    {
        { "version", version.Version }, { "resources", new ArrayNode(version.Types.Select(ResourceNode)) }, { "freshness", "Current" },
    };

    private static ObjectNode ResourceNode(ResourceType type)
    {
        var node = new ObjectNode
        {
            { "resource", type.Resource.Resource }, { "responseKind", KindNode(type.Kind, type.Kind) },
            { "scope", type.Namespaced ? "Namespaced" : "Cluster" }, { "singularResource", type.Singular },
            { "verbs", ArrayNode.OfTexts(type.Verbs) },
        };
        LegacyDiscovery.SetTexts(node, "shortNames", type.ShortNames);
        LegacyDiscovery.SetTexts(node, "categories", type.Categories);
        if (type.Subresources.Count > 0)
        {
            var subs = type.Subresources.OrderBy(s => s.Name, StringComparer.Ordinal);
            node.Set("subresources", new ArrayNode(subs.Select(s => SubresourceNode(type, s))));
        }

        return node;
    }

    private static ObjectNode SubresourceNode(ResourceType type, SubresourceType sub) => new()
    {
        { "subresource", sub.Name }, { "responseKind", KindNode(sub.Kind, type.Kind) }, { "verbs", ArrayNode.OfTexts(sub.Verbs) },
    };

    // Group and version are told only where they aren't those of the document's own version.
    private static ObjectNode KindNode(GroupVersionKind kind, GroupVersionKind owner)
    {
        var same = kind.ApiVersion == owner.ApiVersion;
        return new() { { "group", same ? "" : kind.Group }, { "version", same ? "" : kind.Version }, { "kind", kind.Kind } };
    }
}
