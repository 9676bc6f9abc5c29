using Orleans.KubeApi.Discovery;
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
    /// <inheritdoc/>
    public IReadOnlyList<HealthResult> Check(HealthEndpoint endpoint)
    {
        // Whoever is on the way out is not ready, but alive.
        var why = endpoint == HealthEndpoint.Readyz ? state.WhyNotReady() : state.IsStarted ? null : "the server is starting";
        var started = why is null;
        const string NoLease = "the store didn't renew this server's lease in time";
        List<HealthResult> results =
        [
            new("ping", true), new("log", true), new("etcd", endpoint == HealthEndpoint.Livez || lease.Holds, NoLease),
        ];
        if (endpoint == HealthEndpoint.Readyz)
        {
            results.Add(new("etcd-readiness", lease.Holds, NoLease));
            results.Add(new("informer-sync", started && !policy.IsTooOld, why ?? "what decides about rights is not up to date"));
        }

        if (encryption.HasPlugins)
        {
            results.Add(new("kms-providers", encryption.PluginsAreHealthy, "a KMS plug-in doesn't answer as it should"));
        }

        results.AddRange(HealthChecks.StartHooks.Select(name => new HealthResult(name, started, why ?? "")));
        if (endpoint == HealthEndpoint.Readyz)
        {
            results.Add(new("shutdown", !state.IsDraining, "the server is shutting down"));
        }

        return results;
    }
}
