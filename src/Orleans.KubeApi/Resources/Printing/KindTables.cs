namespace Orleans.KubeApi.Resources.Printing;

/// <summary>Which kind is shown by which table. Kinds that aren't here have the plain one.</summary>
internal static class KindTables
{
    /// <summary>Tables by "group/Kind".</summary>
    public static IReadOnlyDictionary<string, KindTable> All { get; } = new Dictionary<string, KindTable>
    {
        ["/ComponentStatus"] = ConfigCells.ComponentStatuses,
        ["/ConfigMap"] = ConfigCells.ConfigMaps,
        ["/Endpoints"] = ServiceCells.Endpoints,
        ["/Event"] = EventCells.Events,
        ["/Namespace"] = ConfigCells.Namespaces,
        ["/Node"] = NodeCells.Nodes,
        ["/PersistentVolume"] = StorageCells.Volumes,
        ["/PersistentVolumeClaim"] = StorageCells.Claims,
        ["/Pod"] = PodCells.Pods,
        ["/PodTemplate"] = WorkloadCells.PodTemplates,
        ["/ReplicationController"] = WorkloadCells.ReplicationControllers,
        ["/ResourceQuota"] = ConfigCells.ResourceQuotas,
        ["/Secret"] = ConfigCells.Secrets,
        ["/Service"] = ServiceCells.Services,
        ["/ServiceAccount"] = ConfigCells.NameAndAge,
        ["admissionregistration.k8s.io/MutatingAdmissionPolicy"] = AdmissionCells.MutatingPolicies,
        ["admissionregistration.k8s.io/MutatingAdmissionPolicyBinding"] = AdmissionCells.Bindings,
        ["admissionregistration.k8s.io/MutatingWebhookConfiguration"] = AdmissionCells.Webhooks,
        ["admissionregistration.k8s.io/ValidatingAdmissionPolicy"] = AdmissionCells.ValidatingPolicies,
        ["admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding"] = AdmissionCells.Bindings,
        ["admissionregistration.k8s.io/ValidatingWebhookConfiguration"] = AdmissionCells.Webhooks,
        ["apiregistration.k8s.io/APIService"] = ConfigCells.ApiServices,
        ["apps/ControllerRevision"] = WorkloadCells.ControllerRevisions,
        ["apps/DaemonSet"] = WorkloadCells.DaemonSets,
        ["apps/Deployment"] = WorkloadCells.Deployments,
        ["apps/ReplicaSet"] = WorkloadCells.ReplicaSets,
        ["apps/StatefulSet"] = WorkloadCells.StatefulSets,
        ["autoscaling/HorizontalPodAutoscaler"] = AutoscalingCells.Autoscalers,
        ["autoscaling/Scale"] = AutoscalingCells.Scales,
        ["batch/CronJob"] = BatchCells.CronJobs,
        ["batch/Job"] = BatchCells.Jobs,
        ["certificates.k8s.io/CertificateSigningRequest"] = AccessCells.CertificateRequests,
        ["certificates.k8s.io/ClusterTrustBundle"] = AccessCells.TrustBundles,
        ["coordination.k8s.io/Lease"] = ConfigCells.Leases,
        ["discovery.k8s.io/EndpointSlice"] = ServiceCells.EndpointSlices,
        ["events.k8s.io/Event"] = EventCells.Events,
        ["flowcontrol.apiserver.k8s.io/FlowSchema"] = FlowCells.FlowSchemas,
        ["flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration"] = FlowCells.PriorityLevels,
        ["networking.k8s.io/IPAddress"] = ServiceCells.IPAddresses,
        ["networking.k8s.io/Ingress"] = NetworkCells.Ingresses,
        ["networking.k8s.io/IngressClass"] = NetworkCells.IngressClasses,
        ["networking.k8s.io/NetworkPolicy"] = NetworkCells.NetworkPolicies,
        ["networking.k8s.io/ServiceCIDR"] = ServiceCells.ServiceCidrs,
        ["node.k8s.io/RuntimeClass"] = NodeCells.RuntimeClasses,
        ["policy/PodDisruptionBudget"] = ConfigCells.DisruptionBudgets,
        ["rbac.authorization.k8s.io/ClusterRoleBinding"] = AccessCells.ClusterRoleBindings,
        ["rbac.authorization.k8s.io/RoleBinding"] = AccessCells.RoleBindings,
        ["resource.k8s.io/DeviceClass"] = ConfigCells.NameAndAge,
        ["resource.k8s.io/ResourceClaim"] = DeviceCells.Claims,
        ["resource.k8s.io/ResourceClaimTemplate"] = ConfigCells.NameAndAge,
        ["resource.k8s.io/ResourceSlice"] = DeviceCells.Slices,
        ["scheduling.k8s.io/PriorityClass"] = ConfigCells.PriorityClasses,
        ["storage.k8s.io/CSIDriver"] = StorageCells.CsiDrivers,
        ["storage.k8s.io/CSINode"] = StorageCells.CsiNodes,
        ["storage.k8s.io/StorageClass"] = StorageCells.StorageClasses,
        ["storage.k8s.io/VolumeAttachment"] = StorageCells.Attachments,
        ["storage.k8s.io/VolumeAttributesClass"] = StorageCells.AttributesClasses,
    };

    /// <summary>Kinds that exist only as a request's body and answer.</summary>
    public static IReadOnlySet<string> Unprintable { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "Binding", "Eviction", "LocalSubjectAccessReview", "SelfSubjectAccessReview", "SelfSubjectReview", "SelfSubjectRulesReview",
        "SubjectAccessReview", "TokenRequest", "TokenReview",
    };
}
