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

    /// <summary>The collection of a collection or object key.</summary>
    public static GroupResource ResourceOf(string key)
    {
        var parts = key.Split('/', 4);
        return new GroupResource(parts[1], parts[2]);
    }

    /// <summary>Namespace and name of an object key.</summary>
    public static (string Namespace, string Name) ObjectOf(string key)
    {
        var parts = key.Split('/', 5);
        return (parts[3], parts[4]);
    }
}
