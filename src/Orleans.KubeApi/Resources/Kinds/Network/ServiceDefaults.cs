using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>Defaults of core/v1 Service.</summary>
internal static class ServiceDefaults
{
    private const int AffinitySeconds = 10800;

    /// <summary>Fills them in place.</summary>
    public static void Fill(ObjectNode tree)
    {
        var service = new ServiceView(tree);
        var spec = service.Spec;
        FillAffinity(spec);
        if (service.Type.Length == 0)
        {
            spec.Set("type", "ClusterIP");
        }

        foreach (var port in service.Ports.OfType<ObjectNode>())
        {
            if (string.IsNullOrEmpty(port.Text("protocol")))
            {
                port.Set("protocol", "TCP");
            }

            if (port["targetPort"] is null or NumberNode { Text: "0" } or TextNode { Value: "" })
            {
                port.Set("targetPort", NetForms.Number(port, "port"));
            }
        }

        if (service.IsExternal && service.TrafficPolicy.Length == 0)
        {
            spec.Set("externalTrafficPolicy", "Cluster");
        }

        if (!spec.Has("internalTrafficPolicy") && service.NeedsClusterIp)
        {
            spec.Set("internalTrafficPolicy", "Cluster");
        }

        if (service.IsLoadBalancer)
        {
            FillLoadBalancer(tree, spec);
        }
    }

    private static void FillAffinity(ObjectNode spec)
    {
        if (string.IsNullOrEmpty(spec.Text("sessionAffinity")))
        {
            spec.Set("sessionAffinity", "None");
        }

        switch (spec.Text("sessionAffinity"))
        {
            case "None":
                spec.Remove("sessionAffinityConfig");
                break;
            case "ClientIP" when spec.Object("sessionAffinityConfig")?.Object("clientIP")?.Has("timeoutSeconds") != true:
                spec.Set("sessionAffinityConfig",
                    new ObjectNode { { "clientIP", new ObjectNode { { "timeoutSeconds", AffinitySeconds } } } });
                break;
        }
    }

    private static void FillLoadBalancer(ObjectNode tree, ObjectNode spec)
    {
        if (!spec.Has("allocateLoadBalancerNodePorts"))
        {
            spec.Set("allocateLoadBalancerNodePorts", true);
        }

        foreach (var point in NetForms.Points(tree).OfType<ObjectNode>())
        {
            if (point.Text("ip") is { Length: > 0 } && !point.Has("ipMode"))
            {
                point.Set("ipMode", "VIP");
            }
        }
    }
}
