using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds;

/// <summary>Devices: resource.k8s.io.</summary>
internal static class DeviceKinds
{
    /// <summary>Kind and rules.</summary>
    public static (GroupVersionKind Kind, KindRules Rules)[] All { get; } = [];
}
