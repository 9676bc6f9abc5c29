using Orleans.Concurrency;

namespace Orleans.KubeApi.Grains;

/// <summary>What one namespace's life needs somebody for. Key: "cluster/namespace".</summary>
[Alias("kubeapi.INamespaceGrain")]
internal interface INamespaceGrain : IGrainWithStringKey
{
    /// <summary>
    /// If the namespace is terminating: deletes what lives in it and, when it is empty, removes it. Returns at once; calling it again is
    /// harmless.
    /// </summary>
    [Alias("Empty")]
    Task Empty();

    /// <summary>Takes what a write needs of the namespace's quotas; the refusal's words if it can't have it, else null.</summary>
    [Alias("TakeQuota"), AlwaysInterleave]
    Task<string?> TakeQuota(QuotaMessage message);

    /// <summary>A write that took something is over; revision 0 if it left nothing.</summary>
    [Alias("EndQuota"), AlwaysInterleave]
    Task EndQuota(Guid writeId, long revision);

    /// <summary>Something may have changed that quotas count: their status is brought up to date soon.</summary>
    [Alias("CountQuota"), AlwaysInterleave]
    Task CountQuota();
}
