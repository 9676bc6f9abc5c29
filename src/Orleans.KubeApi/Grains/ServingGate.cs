using Orleans.KubeApi.Cache;

namespace Orleans.KubeApi.Grains;

/// <summary>
/// Serving is allowed while this silo is a member. One that is leaving still is: its listener has drained, and until its grains are
/// handed over they write for the other silos. (Freshness is not the gate's matter: the owner's lease and ReadIndex see to that.)
/// </summary>
internal sealed class ServingGate(ISiloStatusOracle membership) : IServingGate
{
    private volatile bool _stopping;

    /// <inheritdoc/>
    public bool MayServe => !_stopping && membership.CurrentStatus is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping;

    /// <summary>From now on nothing is served.</summary>
    public void Stop() => _stopping = true;
}
