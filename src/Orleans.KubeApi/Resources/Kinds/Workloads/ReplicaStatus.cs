using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>The status that ReplicaSet and ReplicationController share.</summary>
internal static class ReplicaStatus
{
    private const string ReplicasText = "cannot be greater than status.replicas";

    /// <summary>Counters are 0 or more and don't exceed the replicas.</summary>
    public static void Check(ObjectNode? status, FieldErrors errors)
    {
        var path = TemplateRules.Status;
        Checks.NonNegative(status, path, errors, "replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas",
            "terminatingReplicas", "observedGeneration");
        Checks.NotMore(status, "fullyLabeledReplicas", "replicas", ReplicasText, path, errors);
        Checks.NotMore(status, "readyReplicas", "replicas", ReplicasText, path, errors);
        Checks.NotMore(status, "availableReplicas", "replicas", ReplicasText, path, errors);
        Checks.NotMore(status, "availableReplicas", "readyReplicas", "cannot be greater than readyReplicas", path, errors);
    }
}
