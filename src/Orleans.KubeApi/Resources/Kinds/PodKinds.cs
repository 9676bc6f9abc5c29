using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Pods;

namespace Orleans.KubeApi.Resources.Kinds;

/// <summary>Pods and what has a pod in it by itself: Pod, PodTemplate.</summary>
internal static class PodKinds
{
    /// <summary>Kind and rules.</summary>
    public static (GroupVersionKind Kind, KindRules Rules)[] All { get; } =
    [
        (new GroupVersionKind("", "v1", "Pod"), new PodRules()),
        (new GroupVersionKind("", "v1", "PodTemplate"), new PodTemplateRules()),
    ];
}
