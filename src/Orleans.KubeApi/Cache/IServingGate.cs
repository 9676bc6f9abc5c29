namespace Orleans.KubeApi.Cache;

/// <summary>Whether this silo may answer at all (invariant I8): it is an active member of the cluster and not on its way out.</summary>
internal interface IServingGate
{
    /// <summary>False: every request is refused with 503 and Retry-After, and /readyz fails.</summary>
    bool MayServe { get; }
}
