using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds;

/// <summary>Access: rbac.authorization.k8s.io, certificates.k8s.io, scheduling, node.k8s.io, flowcontrol.</summary>
internal static class AccessKinds
{
    /// <summary>Kind and rules.</summary>
    public static (GroupVersionKind Kind, KindRules Rules)[] All { get; } = [];
}
