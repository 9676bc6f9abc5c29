using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Defaults that only a Pod has, not a template: requests from limits, host ports, service links (SetDefaults_Pod).</summary>
internal static class PodDefaults
{
    /// <summary>Fills a pod in place, its spec included. Idempotent.</summary>
    public static void Apply(ObjectNode pod)
    {
        var spec = pod.Child("spec");
        RequestsFromLimits(spec, "containers");
        RequestsFromLimits(spec, "initContainers");
        if (spec.Object("resources") is { } resources)
        {
            PodLevelResources.Default(spec, resources);
        }

        Fill.Pointer(spec, "enableServiceLinks", true);
        if (spec["hostNetwork"] is BoolNode { Value: true })
        {
            HostPorts(spec, "containers");
            HostPorts(spec, "initContainers");
        }

        PodSpecDefaults.Apply(spec);
        PodSpecDefaults.DropOldAnnotations(pod.Object("metadata"));
        if (spec.Integer("terminationGracePeriodSeconds") < 0)
        {
            // The conversion from v1 does this, for pods but not for templates.
            spec.Set("terminationGracePeriodSeconds", 1);
        }

        if (pod.Object("status") is { } status)
        {
            Status(status);
        }
    }

    private static void RequestsFromLimits(ObjectNode spec, string list)
    {
        foreach (var container in spec.Items(list))
        {
            if (((ObjectNode)container).Object("resources") is not { } resources || resources.Object("limits") is not { Count: > 0 } limits)
            {
                continue;
            }

            var requests = resources.Child("requests");
            foreach (var (name, value) in limits)
            {
                Fill.Pointer(requests, name, value);
            }
        }
    }

    private static void HostPorts(ObjectNode spec, string list)
    {
        foreach (var container in spec.Items(list))
        {
            foreach (var port in ((ObjectNode)container).Items("ports"))
            {
                if (((ObjectNode)port)["containerPort"] is NumberNode number)
                {
                    Fill.Zero((ObjectNode)port, "hostPort", number);
                }
            }
        }
    }

    private static void Status(ObjectNode status)
    {
        foreach (var list in new[] { "initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses" })
        {
            foreach (var container in status.Items(list))
            {
                ResourceLists.RoundToMilli(((ObjectNode)container).Object("allocatedResources"));
                ResourceLists.RoundRequirements(((ObjectNode)container).Object("resources"));
            }
        }

        ResourceLists.RoundToMilli(status.Object("allocatedResources"));
        ResourceLists.RoundRequirements(status.Object("resources"));
        Addresses(status);
    }

    // podIP is the first of podIPs; where a client wrote both, the older field wins.
    private static void Addresses(ObjectNode status)
    {
        var ip = status.Text("podIP") ?? "";
        var first = status.Items("podIPs") is { Count: > 0 } ips ? (ips[0] as ObjectNode)?.Text("ip") ?? "" : null;
        if (ip.Length > 0 && ip != first)
        {
            status.Set("podIPs", new ArrayNode([new ObjectNode { { "ip", ip } }]));
        }
        else if (ip.Length == 0 && first is { Length: > 0 })
        {
            status.Set("podIP", first);
        }
    }
}
