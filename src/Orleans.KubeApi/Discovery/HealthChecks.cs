namespace Orleans.KubeApi.Discovery;

/// <summary>
/// The names of the health checks, in the original's order; tools exclude and ask for single ones. What it checks of its loopback
/// certificate is missing: there is none here.
/// </summary>
internal static class HealthChecks
{
    /// <summary>The hooks of the original's start: present on all three endpoints.</summary>
    public static IReadOnlyList<string> StartHooks { get; } =
    [
        "poststarthook/start-apiserver-admission-initializer",
        "poststarthook/generic-apiserver-start-informers",
        "poststarthook/priority-and-fairness-config-consumer",
        "poststarthook/priority-and-fairness-filter",
        "poststarthook/storage-object-count-tracker-hook",
        "poststarthook/start-apiextensions-informers",
        "poststarthook/start-apiextensions-controllers",
        "poststarthook/crd-informer-synced",
        "poststarthook/start-system-namespaces-controller",
        "poststarthook/peer-endpoint-reconciler-controller",
        "poststarthook/start-cluster-authentication-info-controller",
        "poststarthook/start-kube-apiserver-identity-lease-controller",
        "poststarthook/start-kube-apiserver-identity-lease-garbage-collector",
        "poststarthook/storage-readiness",
        "poststarthook/start-legacy-token-tracking-controller",
        "poststarthook/start-service-ip-repair-controllers",
        "poststarthook/rbac/bootstrap-roles",
        "poststarthook/scheduling/bootstrap-system-priority-classes",
        "poststarthook/priority-and-fairness-config-producer",
        "poststarthook/bootstrap-controller",
        "poststarthook/start-kubernetes-service-cidr-controller",
        "poststarthook/start-kube-aggregator-informers",
        "poststarthook/apiservice-status-local-available-controller",
        "poststarthook/apiservice-status-remote-available-controller",
        "poststarthook/apiservice-registration-controller",
        "poststarthook/apiservice-discovery-controller",
        "poststarthook/kube-apiserver-autoregistration",
        "autoregister-completion",
        "poststarthook/apiservice-openapi-controller",
        "poststarthook/apiservice-openapiv3-controller",
    ];

    /// <summary>Checks of all endpoints.</summary>
    public static IEnumerable<string> Everywhere => StartHooks.Concat(["ping", "log", "etcd"]);

    /// <summary>More checks of /readyz.</summary>
    public static IReadOnlyList<string> OfReadiness { get; } = ["etcd-readiness", "informer-sync", "shutdown"];
}
