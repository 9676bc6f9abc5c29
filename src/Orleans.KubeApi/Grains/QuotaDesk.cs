using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Admission.Quota;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Grains;

/// <summary>The way to the grain that counts for a namespace.</summary>
internal sealed class QuotaDesk(IGrainFactory grains, ICollectionCaches caches, ILogger<QuotaDesk> logger) : IQuotaDesk
{
    /// <summary>The collection of quotas.</summary>
    public static readonly GroupResource Quotas = new("", "resourcequotas");

    /// <inheritdoc/>
    public async ValueTask<string?> TakeAsync(QuotaClaim claim, CancellationToken cancellationToken)
    {
        try
        {
            return await Grain(claim.Namespace).TakeQuota(QuotaMessage.From(claim)).WaitAsync(cancellationToken);
        }
        catch (Exception lost) when (lost is not StatusException)
        {
            LogMessages.QuotaNotCounted(logger, claim.Namespace, lost.Message);
            throw StatusErrors.Unavailable("the quotas of the namespace can't be counted");
        }
    }

    /// <inheritdoc/>
    public void End(string ns, Guid id, long revision) => Forget(Grain(ns).EndQuota(id, revision), ns);

    /// <summary>Something may have become free in a namespace: its quotas are counted again if it has some.</summary>
    public void Freed(string ns)
    {
        var cache = caches.GetAsync(Quotas, CancellationToken.None);
        if (cache.IsCompletedSuccessfully && cache.Result.Latest.List(new ListQuery(ns)).Items.Count > 0)
        {
            Forget(Grain(ns).CountQuota(), ns);
        }
    }

    private INamespaceGrain Grain(string ns) => grains.GetGrain<INamespaceGrain>(KubeKeys.Namespace(ns));

    // What isn't told is found out: a hold ends with its time, and housekeeping counts again.
    private void Forget(Task call, string ns) => _ = call.ContinueWith(
        failed => LogMessages.QuotaNotCounted(logger, ns, failed.Exception!.GetBaseException().Message),
        CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
