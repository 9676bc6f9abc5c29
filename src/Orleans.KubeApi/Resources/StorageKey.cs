using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>What the original calls an object in its store; some of its messages name it.</summary>
internal static class StorageKey
{
    /// <summary>The key of an object, e.g. <c>/registry/services/specs/ns/name</c>.</summary>
    public static string Of(GroupResource collection, string ns, string name) =>
        $"/registry/{Prefix(collection)}/{StoredObject.KeyOf(ns, name)}";

    // The old names stay, as data does; the two servers beside the core one put the group in front.
    private static string Prefix(GroupResource collection) => collection switch
    {
        { Group: "", Resource: "replicationcontrollers" } => "controllers",
        { Group: "", Resource: "endpoints" } => "services/endpoints",
        { Group: "", Resource: "services" } => "services/specs",
        { Group: "", Resource: "nodes" } => "minions",
        { Group: "networking.k8s.io", Resource: "ingresses" } => "ingress",
        { Group: "apiextensions.k8s.io" or "apiregistration.k8s.io" } => $"{collection.Group}/{collection.Resource}",
        _ => collection.Resource,
    };
}
