using Orleans.KubeApi.Cache;

namespace Orleans.KubeApi.Grains;

/// <summary>Serving is allowed while this silo is Active in the membership and not stopping.</summary>
internal sealed class ServingGate(ISiloStatusOracle membership) : IServingGate
{
    private volatile bool _stopping;

    /// <inheritdoc/>
    public bool MayServe => !_stopping && membership.CurrentStatus == SiloStatus.Active;

    /// <summary>From now on nothing is served.</summary>
    public void Stop() => _stopping = true;
}
