using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Workloads;

namespace Orleans.KubeApi.Resources.Kinds;

/// <summary>
/// Workloads: apps, batch, autoscaling, policy and ReplicationController; also coordination.k8s.io, scheduling.k8s.io and node.k8s.io.
/// </summary>
internal static class WorkloadKinds
{
    /// <summary>Kind and rules.</summary>
    public static (GroupVersionKind Kind, KindRules Rules)[] All { get; } =
    [
        (new("", "v1", "ReplicationController"), new ReplicationControllerRules()),
        (new("apps", "v1", "Deployment"), new DeploymentRules()),
        (new("apps", "v1", "ReplicaSet"), new ReplicaSetRules()),
        (new("apps", "v1", "StatefulSet"), new StatefulSetRules()),
        (new("apps", "v1", "DaemonSet"), new DaemonSetRules()),
        (new("apps", "v1", "ControllerRevision"), new ControllerRevisionRules()),
        (new("batch", "v1", "Job"), new JobRules()),
        (new("batch", "v1", "CronJob"), new CronJobRules()),
        (new("autoscaling", "v1", "HorizontalPodAutoscaler"), new AutoscalerRules(isV1: true)),
        (new("autoscaling", "v2", "HorizontalPodAutoscaler"), new AutoscalerRules(isV1: false)),
        (new("policy", "v1", "PodDisruptionBudget"), new DisruptionBudgetRules()),
        (new("coordination.k8s.io", "v1", "Lease"), new LeaseRules()),
        (new("scheduling.k8s.io", "v1", "PriorityClass"), new PriorityClassRules()),
        (new("node.k8s.io", "v1", "RuntimeClass"), new RuntimeClassRules()),
    ];
}
