using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.PodSecurity;

/// <summary>Where the workloads keep the template of their pods.</summary>
internal static class WorkloadTemplates
{
    /// <summary>The template; null if there is none or the resource is no workload.</summary>
    public static ObjectNode? Of(GroupResource resource, ObjectNode workload) => resource switch
    {
        { Group: "", Resource: "podtemplates" } => workload.Object("template"),
        { Group: "", Resource: "replicationcontrollers" } or { Group: "batch", Resource: "jobs" }
            or { Group: "apps", Resource: "deployments" or "replicasets" or "statefulsets" or "daemonsets" } =>
            workload.Object("spec")?.Object("template"),
        { Group: "batch", Resource: "cronjobs" } =>
            workload.Object("spec")?.Object("jobTemplate")?.Object("spec")?.Object("template"),
        _ => null,
    };
}
