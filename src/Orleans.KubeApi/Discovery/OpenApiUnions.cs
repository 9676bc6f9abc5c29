namespace Orleans.KubeApi.Discovery;

/// <summary>x-kubernetes-unions: the few types of which only one of several members may be set.</summary>
internal static class OpenApiUnions
{
    private static readonly Dictionary<string, OpenApiUnion> All = new(StringComparer.Ordinal)
    {
        ["io.k8s.api.core.v1.AppArmorProfile"] = new("type", ["localhostProfile"]),
        ["io.k8s.api.core.v1.PodSchedulingGroup"] = new("", ["podGroupName"]),
        ["io.k8s.api.core.v1.SeccompProfile"] = new("type", ["localhostProfile"]),
        ["io.k8s.api.flowcontrol.v1.LimitResponse"] = new("type", ["queuing"]),
        ["io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationSpec"] = new("type", ["exempt", "limited"]),
        ["io.k8s.api.flowcontrol.v1.Subject"] = new("kind", ["group", "serviceAccount", "user"]),
    };

    /// <summary>The union of a type, or null.</summary>
    public static OpenApiUnion? Of(string type) => All.GetValueOrDefault(type);
}
