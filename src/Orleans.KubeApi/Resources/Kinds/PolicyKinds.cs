using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds;

/// <summary>Admission policies and webhooks: admissionregistration.k8s.io, apiregistration.k8s.io, apiextensions.k8s.io.</summary>
internal static class PolicyKinds
{
    /// <summary>Kind and rules.</summary>
    public static (GroupVersionKind Kind, KindRules Rules)[] All { get; } = [];
}
