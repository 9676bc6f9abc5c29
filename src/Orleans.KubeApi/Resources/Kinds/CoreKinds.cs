using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds;

/// <summary>The rest of core: Namespace, Node, ConfigMap, Secret, ServiceAccount, Event, LimitRange, ResourceQuota; Lease.</summary>
internal static class CoreKinds
{
    /// <summary>Kind and rules.</summary>
    public static (GroupVersionKind Kind, KindRules Rules)[] All { get; } = [];
}
