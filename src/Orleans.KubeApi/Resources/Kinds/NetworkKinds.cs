using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds;

/// <summary>Services and networking: Service, Endpoints, EndpointSlice, networking.k8s.io.</summary>
internal static class NetworkKinds
{
    /// <summary>Kind and rules.</summary>
    public static (GroupVersionKind Kind, KindRules Rules)[] All { get; } = [];
}
