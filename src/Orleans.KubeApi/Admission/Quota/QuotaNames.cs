using Orleans.KubeApi.Admission.Plugins;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Quota;

/// <summary>Which names in a quota count which resources.</summary>
internal static class QuotaNames
{
    private const string Count = "count/";
    private const string DeviceSuffix = ".deviceclass.resource.k8s.io/devices";
    private const string ClassPart = ".storageclass.storage.k8s.io/";
    private static readonly GroupResource Pods = new("", "pods");
    private static readonly GroupResource Services = new("", "services");
    private static readonly GroupResource VolumeClaims = new("", "persistentvolumeclaims");
    private static readonly GroupResource DeviceClaims = new("resource.k8s.io", "resourceclaims");

    private static readonly HashSet<string> PodNames = new(StringComparer.Ordinal)
    {
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.ephemeral-storage", "limits.cpu",
        "limits.memory", "limits.ephemeral-storage", "pods",
    };

    /// <summary>The resource whose objects a name counts; null if the name counts nothing.</summary>
    public static GroupResource? CountedBy(string name)
    {
        if (name.StartsWith(Count, StringComparison.Ordinal))
        {
            var rest = name[Count.Length..];
            var dot = rest.IndexOf('.', StringComparison.Ordinal);
            return dot < 0 ? new GroupResource("", rest) : new GroupResource(rest[(dot + 1)..], rest[..dot]);
        }

        return name switch
        {
            "services" or "services.nodeports" or "services.loadbalancers" => Services,
            "persistentvolumeclaims" or "requests.storage" => VolumeClaims,
            "configmaps" or "resourcequotas" or "replicationcontrollers" or "secrets" => new GroupResource("", name),
            _ when name.Contains(ClassPart, StringComparison.Ordinal) => VolumeClaims,
            _ when name.EndsWith(DeviceSuffix, StringComparison.Ordinal) => DeviceClaims,
            _ when PodNames.Contains(name) || IsPodPrefix(name) => Pods,
            _ => null,
        };
    }

    /// <summary>"count/pods", "count/deployments.apps".</summary>
    public static string CountOf(GroupResource resource) =>
        resource.Group.Length == 0 ? Count + resource.Resource : $"{Count}{resource.Resource}.{resource.Group}";

    /// <summary>The name that counts a device class.</summary>
    public static string Devices(string deviceClass) => deviceClass + DeviceSuffix;

    /// <summary>The name that counts a storage class.</summary>
    public static string OfClass(string storageClass, string name) => storageClass + ClassPart + name;

    // Huge pages, and what extends nodes: only what is requested counts.
    private static bool IsPodPrefix(string name) => name.StartsWith("hugepages-", StringComparison.Ordinal)
        || name.StartsWith("requests.hugepages-", StringComparison.Ordinal)
        || (name.StartsWith("requests.", StringComparison.Ordinal) && !ResourceKinds.IsNative(name));
}
