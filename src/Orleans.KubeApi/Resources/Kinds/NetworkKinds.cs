using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Network;

namespace Orleans.KubeApi.Resources.Kinds;

/// <summary>Services and networking: Service, Endpoints, EndpointSlice, networking.k8s.io.</summary>
internal static class NetworkKinds
{
    private const string Group = "networking.k8s.io";

    /// <summary>Kind and rules.</summary>
    public static (GroupVersionKind Kind, KindRules Rules)[] All { get; } =
    [
        (new("", "v1", "Service"), new ServiceRules()),
        (new("", "v1", "Endpoints"), new EndpointsRules()),
        (new("discovery.k8s.io", "v1", "EndpointSlice"), new EndpointSliceRules()),
        (new(Group, "v1", "Ingress"), new IngressRules()),
        (new(Group, "v1", "IngressClass"), new IngressClassRules()),
        (new(Group, "v1", "NetworkPolicy"), new NetworkPolicyRules()),
        (new(Group, "v1", "IPAddress"), new IPAddressRules()),
        (new(Group, "v1", "ServiceCIDR"), new ServiceCidrRules()),
    ];
}
