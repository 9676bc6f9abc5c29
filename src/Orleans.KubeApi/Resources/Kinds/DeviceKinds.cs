using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Devices;

namespace Orleans.KubeApi.Resources.Kinds;

/// <summary>Devices: resource.k8s.io.</summary>
internal static class DeviceKinds
{
    /// <summary>Kind and rules.</summary>
    public static (GroupVersionKind Kind, KindRules Rules)[] All { get; } =
    [
        (Device("DeviceClass"), new DeviceClassRules()),
        (Device("DeviceTaintRule"), new DeviceTaintRuleRules()),
        (Device("ResourceClaim"), new ResourceClaimRules()),
        (Device("ResourceClaimTemplate"), new ResourceClaimTemplateRules()),
        (Device("ResourceSlice"), new ResourceSliceRules()),
    ];

    private static GroupVersionKind Device(string kind) => new("resource.k8s.io", "v1", kind);
}
