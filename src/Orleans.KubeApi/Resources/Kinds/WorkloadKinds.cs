using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds;

/// <summary>Workloads: apps, batch, autoscaling, policy and ReplicationController.</summary>
internal static class WorkloadKinds
{
    /// <summary>Kind and rules.</summary>
    public static (GroupVersionKind Kind, KindRules Rules)[] All { get; } = [];
}
