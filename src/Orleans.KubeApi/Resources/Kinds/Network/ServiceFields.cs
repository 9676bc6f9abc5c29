using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>
/// Fields of a Service that depend on each other or on the version before: clusterIP and clusterIPs, values that an update did not repeat,
/// values that a new type has no use for.
/// </summary>
internal static class ServiceFields
{
    private static readonly string[] Wiped = ["allocateLoadBalancerNodePorts", "loadBalancerClass"];

    /// <summary>An update that leaves allocated values out keeps them.</summary>
    public static void KeepAllocated(ServiceView service, ServiceView old)
    {
        if (old.NeedsClusterIp && service.NeedsClusterIp)
        {
            if (service.ClusterIp.Length == 0)
            {
                service.ClusterIp = old.ClusterIp;
            }

            if (service.ClusterIps.Count == 0 && service.ClusterIp == old.ClusterIp)
            {
                service.ClusterIps = old.ClusterIps;
            }
        }

        if (old.NeedsNodePort && service.NeedsNodePort)
        {
            KeepNodePorts(service, old);
        }

        if (old.NeedsHealthPort && service.NeedsHealthPort && service.HealthPort == 0 && old.HealthPort != 0)
        {
            service.Spec.Set("healthCheckNodePort", old.HealthPort);
        }
    }

    /// <summary>Makes clusterIPs follow a client that only knows clusterIP. <paramref name="old"/> is null on create.</summary>
    public static void SyncClusterIps(ServiceView service, ServiceView? old)
    {
        if (old is not { } before)
        {
            if (service.ClusterIp.Length > 0 && service.ClusterIps.Count == 0)
            {
                service.ClusterIps = [service.ClusterIp];
            }

            return;
        }

        var (ip, oldIp, oldIps) = (service.ClusterIp, before.ClusterIp, before.ClusterIps);
        if (oldIps.Count > 0 && service.ClusterIps.Count == 0 && oldIp == ip)
        {
            service.ClusterIps = oldIps;
        }

        if (oldIp != ip && oldIps.SequenceEqual(service.ClusterIps))
        {
            service.ClusterIps = oldIp.Length > 0 && ip.Length == 0 ? [] : [ip];
        }
    }

    /// <summary>Takes away what the new type has no use for, unless the client changed it as well.</summary>
    public static void DropUseless(ServiceView service, ServiceView old)
    {
        if (old.NeedsClusterIp && !service.NeedsClusterIp)
        {
            DropAddresses(service, old);
        }

        if (old.NeedsNodePort && !service.NeedsNodePort && SameNodePorts(service, old))
        {
            service.Ports.ForEach(p => ServiceView.SetNodePort(p, 0));
        }

        if (old.NeedsHealthPort && !service.NeedsHealthPort && service.HealthPort == old.HealthPort)
        {
            service.Spec.Remove("healthCheckNodePort");
        }

        if (old.IsLoadBalancer && !service.IsLoadBalancer)
        {
            foreach (var name in Wiped)
            {
                DropIfSame(service, old, name);
            }
        }

        if (old.IsExternal && !service.IsExternal)
        {
            DropIfSame(service, old, "externalTrafficPolicy");
        }

        if (!service.IsLoadBalancer)
        {
            service.Tree.Object("status")?.Remove("loadBalancer");
        }
    }

    private static void DropAddresses(ServiceView service, ServiceView old)
    {
        if (service.ClusterIps.SequenceEqual(old.ClusterIps))
        {
            service.ClusterIp = "";
            service.ClusterIps = [];
        }

        DropIfSame(service, old, "ipFamilies");
        DropIfSame(service, old, "ipFamilyPolicy");
    }

    private static void DropIfSame(ServiceView service, ServiceView old, string name)
    {
        if (Node.DeepEquals(service.Spec[name], old.Spec[name]))
        {
            service.Spec.Remove(name);
        }
    }

    // By name, never one that another port of the new version uses.
    private static void KeepNodePorts(ServiceView service, ServiceView old)
    {
        var used = old.Ports.Select(ServiceView.NodePort).Intersect(service.Ports.Select(ServiceView.NodePort))
            .Where(p => p != 0).ToHashSet();
        var byName = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var port in old.Ports.OfType<ObjectNode>())
        {
            byName[port.Text("name") ?? ""] = ServiceView.NodePort(port);
        }

        foreach (var port in service.Ports.OfType<ObjectNode>())
        {
            if (ServiceView.NodePort(port) == 0 && byName.GetValueOrDefault(port.Text("name") ?? "") is var kept && used.Add(kept))
            {
                ServiceView.SetNodePort(port, kept);
            }
        }
    }

    private static bool SameNodePorts(ServiceView service, ServiceView old) =>
        service.Ports.Select(ServiceView.NodePort).Where(p => p != 0).Order()
            .SequenceEqual(old.Ports.Select(ServiceView.NodePort).Where(p => p != 0).Order());
}
