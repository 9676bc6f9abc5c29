using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Grains;

/// <summary>Grain keys. The logical cluster (tenant) is part of every key; today there is one.</summary>
internal static class KubeKeys
{
    /// <summary>The only logical cluster so far.</summary>
    public const string Cluster = "root";

    /// <summary>"root/apps/deployments".</summary>
    public static string Collection(GroupResource resource) => $"{Cluster}/{resource.Group}/{resource.Resource}";

    /// <summary>"root/apps/deployments/ns/name"; the namespace is empty for cluster-scoped objects.</summary>
    public static string Object(GroupResource resource, string ns, string name) =>
        $"{Cluster}/{resource.Group}/{resource.Resource}/{ns}/{name}";

    /// <summary>"root/ns".</summary>
    public static string Namespace(string name) => $"{Cluster}/{name}";

    /// <summary>The collection of a collection key.</summary>
    public static GroupResource ResourceOf(string key)
    {
        var parts = key.Split('/', 3);
        return new GroupResource(parts[1], parts[2]);
    }

    /// <summary>Collection and namespace of an object key, and the object's key in its collection.</summary>
    public static (GroupResource Collection, string Namespace, string Key) ParseObject(string key)
    {
        var group = key.IndexOf('/') + 1;
        var resource = key.IndexOf('/', group) + 1;
        var ns = key.IndexOf('/', resource) + 1;
        var name = key.IndexOf('/', ns) + 1;
        var collection = new GroupResource(key[group..(resource - 1)], key[resource..(ns - 1)]);
        return name == ns + 1 ? (collection, "", key[name..]) : (collection, key[ns..(name - 1)], key[ns..]);
    }
}
