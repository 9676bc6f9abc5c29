namespace Orleans.KubeApi.Cache;

/// <summary>
/// Whether this silo may answer at all (invariant I8): it is a member of the cluster, or leaving it and still writing for the others.
/// </summary>
internal interface IServingGate
{
    /// <summary>False: every request is refused with 503 and Retry-After, and /readyz fails.</summary>
    bool MayServe { get; }
}
