using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Core;

namespace Orleans.KubeApi.Resources.Kinds;

/// <summary>The rest of core: Namespace, Node, ConfigMap, Secret, ServiceAccount, Event, LimitRange, ResourceQuota; Lease.</summary>
internal static class CoreKinds
{
    /// <summary>Kind and rules.</summary>
    public static (GroupVersionKind Kind, KindRules Rules)[] All { get; } =
    [
        (Core("Namespace"), new NamespaceRules()),
        (Core("Node"), new NodeRules()),
        (Core("ConfigMap"), new ConfigMapRules()),
        (Core("Secret"), new SecretRules()),
        (Core("ServiceAccount"), new ServiceAccountRules()),
        (Core("Event"), new EventRules(EventNames.Core, strict: false)),
        (new("events.k8s.io", "v1", "Event"), new EventRules(EventNames.Events, strict: true)),
        (Core("LimitRange"), new LimitRangeRules()),
        (Core("ResourceQuota"), new ResourceQuotaRules()),
    ];

    private static GroupVersionKind Core(string kind) => new("", "v1", kind);
}
