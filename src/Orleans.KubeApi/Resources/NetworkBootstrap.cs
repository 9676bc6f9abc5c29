using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Resources.Kinds.Network;

namespace Orleans.KubeApi.Resources;

/// <summary>The default ServiceCIDR and the Service by which pods reach the API server.</summary>
internal static class NetworkBootstrap
{
    /// <summary>The ranges of the server's options.</summary>
    public static BootstrapObject Ranges(ServiceNetwork network, DateTimeOffset now)
    {
        var body = Object("networking.k8s.io/v1", "ServiceCIDR", new ObjectNode { { "name", ServiceRanges.DefaultName } });
        body.Set("spec", new ObjectNode { { "cidrs", ArrayNode.OfTexts(network.Ranges.Select(r => r.ToString())) } });
        var ready = new ObjectNode
        {
            { "type", "Ready" }, { "status", "True" }, { "lastTransitionTime", ObjectMeta.Time(now) }, { "reason", "" },
            { "message", "Kubernetes default Service CIDR is ready" },
        };
        return new BootstrapObject(ServiceRanges.Collection, body, new ObjectNode { { "conditions", new ArrayNode([ready]) } });
    }

    /// <summary>default/kubernetes: the first address of the first range, port 443 to the server's.</summary>
    public static BootstrapObject Service(ServiceNetwork network, int port)
    {
        var address = new IpText(Bands.First(network.Ranges[0]), network.Ranges[0].Address.IsV4).ToString();
        var body = Object("v1", "Service", new ObjectNode
        {
            { "name", "kubernetes" },
            { "namespace", "default" },
            { "labels", new ObjectNode { { "component", "apiserver" }, { "provider", "kubernetes" } } },
        });
        body.Set("spec", new ObjectNode
        {
            { "type", "ClusterIP" },
            { "clusterIP", address },
            { "clusterIPs", new ArrayNode([address]) },
            { "ipFamilies", new ArrayNode([network.Families[0]]) },
            { "ipFamilyPolicy", ServiceView.SingleStack },
            { "sessionAffinity", "None" },
            {
                "ports", new ArrayNode(
                    [new ObjectNode { { "name", "https" }, { "protocol", "TCP" }, { "port", 443 }, { "targetPort", port } }])
            },
        });
        return new BootstrapObject(new GroupResource("", "services"), body);
    }

    /// <summary>The Endpoints of the Service, with these server addresses.</summary>
    public static ObjectNode Endpoints(IEnumerable<string> addresses, int port)
    {
        var body = Object("v1", "Endpoints", new ObjectNode
        {
            { "name", "kubernetes" },
            { "namespace", "default" },
            { "labels", new ObjectNode { { "endpointslice.kubernetes.io/skip-mirror", "true" } } },
        });
        var subset = new ObjectNode
        {
            { "addresses", new ArrayNode(addresses.Select(a => (Node)new ObjectNode { { "ip", a } })) },
            { "ports", new ArrayNode([new ObjectNode { { "name", "https" }, { "port", port }, { "protocol", "TCP" } }]) },
        };
        body.Set("subsets", new ArrayNode([subset]));
        return body;
    }

    /// <summary>The EndpointSlice of the Service, with these server addresses of one family.</summary>
    public static ObjectNode Slice(IReadOnlyCollection<string> addresses, int port)
    {
        var body = Object("discovery.k8s.io/v1", "EndpointSlice", new ObjectNode
        {
            { "name", "kubernetes" },
            { "namespace", "default" },
            { "labels", new ObjectNode { { "kubernetes.io/service-name", "kubernetes" } } },
        });
        var isV6 = addresses.Any(a => a.Contains(':', StringComparison.Ordinal));
        body.Set("addressType", isV6 ? "IPv6" : "IPv4");
        body.Set("endpoints", new ArrayNode(addresses.Select(a => (Node)new ObjectNode
        {
            { "addresses", new ArrayNode([a]) }, { "conditions", new ObjectNode { { "ready", true } } },
        })));
        body.Set("ports", new ArrayNode([new ObjectNode { { "name", "https" }, { "port", port }, { "protocol", "TCP" } }]));
        return body;
    }

    private static ObjectNode Object(string version, string kind, ObjectNode meta) => new()
    {
        { "kind", kind }, { "apiVersion", version }, { "metadata", meta },
    };
}
