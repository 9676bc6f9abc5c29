using Orleans.KubeApi.Grains;
using Orleans.KubeApi.Hosting.Access;
using Orleans.KubeApi.Hosting.Encryption;
using Orleans.KubeApi.Http.Health;

namespace Orleans.KubeApi.Hosting;

/// <summary>
/// The health checks, under the names that tools and tests know from the original. What stands behind a name differs: "etcd" is the store
/// (it renewed our lease), the start hooks together are our start, which is one piece: bootstrap objects there, silo an active member.
/// </summary>
internal sealed class Readiness(ServerState state, SiloLease lease, LiveEncryption encryption, PolicyFeed policy) : IReadiness
{
    private static readonly string[] StartHooks =
    [
        "poststarthook/start-apiserver-admission-initializer",
        "poststarthook/generic-apiserver-start-informers",
        "poststarthook/start-apiextensions-informers",
        "poststarthook/start-apiextensions-controllers",
        "poststarthook/crd-informer-synced",
        "poststarthook/start-system-namespaces-controller",
        "poststarthook/storage-readiness",
        "poststarthook/rbac/bootstrap-roles",
        "poststarthook/scheduling/bootstrap-system-priority-classes",
        "poststarthook/priority-and-fairness-config-producer",
        "poststarthook/bootstrap-controller",
        "poststarthook/apiservice-registration-controller",
        "poststarthook/kube-apiserver-autoregistration",
        "autoregister-completion",
    ];

    /// <inheritdoc/>
    public IReadOnlyList<HealthResult> Check(HealthEndpoint endpoint)
    {
        // Whoever is on the way out is not ready, but alive.
        var started = endpoint == HealthEndpoint.Readyz ? state.WhyNotReady() is null : state.IsStarted;
        List<HealthResult> results = [new("ping", true), new("log", true), new("etcd", endpoint == HealthEndpoint.Livez || lease.Holds)];
        if (endpoint == HealthEndpoint.Readyz)
        {
            results.Add(new("etcd-readiness", lease.Holds));
            results.Add(new("informer-sync", started && !policy.IsTooOld));
        }

        if (encryption.HasPlugins)
        {
            results.Add(new("kms-providers", encryption.PluginsAreHealthy));
        }

        results.AddRange(StartHooks.Select(name => new HealthResult(name, started)));
        if (endpoint == HealthEndpoint.Readyz)
        {
            results.Add(new("shutdown", !state.IsDraining));
        }

        return results;
    }
}
