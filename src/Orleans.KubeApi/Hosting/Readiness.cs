using Orleans.KubeApi.Grains;
using Orleans.KubeApi.Http.Health;

namespace Orleans.KubeApi.Hosting;

/// <summary>
/// The health checks under the names that tools know from the original; only those that check something here. Live: the process answers.
/// Ready: everything is started, the store answers (it renewed our lease), the silo is an active member, nothing is being drained.
/// </summary>
internal sealed class Readiness(ServerState state, SiloLease lease) : IReadiness
{
    /// <inheritdoc/>
    public IReadOnlyList<HealthResult> Check(HealthEndpoint endpoint)
    {
        List<HealthResult> results = [new("ping", true), new("log", true)];
        if (endpoint == HealthEndpoint.Livez)
        {
            return results;
        }

        results.Add(new("etcd", lease.Holds));
        var ready = state.WhyNotReady() is null;
        results.Add(new("poststarthook/start-system-namespaces-controller", ready));
        if (endpoint == HealthEndpoint.Readyz)
        {
            results.Add(new("informer-sync", ready));
            results.Add(new("shutdown", !state.IsDraining));
        }

        return results;
    }
}
