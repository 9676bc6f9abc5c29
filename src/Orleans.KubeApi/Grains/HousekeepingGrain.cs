using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Storage;

namespace Orleans.KubeApi.Grains;

/// <summary>
/// Compaction, life of Events, terminating namespaces, addresses and ports that belong to nobody. Heads are noted once a minute; a head
/// noted five minutes ago is the floor, so the floor is a statement about time although revisions know none. A new activation starts noting
/// anew: compaction comes later, never too early.
/// </summary>
internal sealed class HousekeepingGrain(
    IRevisionStore store, ICollectionCaches caches, IObjectStore objects, IGrainFactory grains, ClaimRepair repair,
    HousekeepingOptions options,
    TimeProvider time,
    ILogger<HousekeepingGrain> logger)
    : Grain, IHousekeepingGrain
{
    private const int ExpirePerTick = 500;
    private readonly Queue<(long At, IReadOnlyList<CollectionHead> Heads)> _noted = new();
    private long _lastNote = long.MinValue;
    private long _lastRepair = long.MinValue;

    /// <inheritdoc/>
    public async Task Tick()
    {
        try
        {
            await CompactAsync();
            await FinishNamespacesAsync();
            await CountQuotasAsync();
            await ExpireEventsAsync();
            await RepairAsync();
        }
        catch (Exception failed)
        {
            LogMessages.HousekeepingFailed(logger, failed.Message);
        }
    }

    private async Task CompactAsync()
    {
        if (_lastNote != long.MinValue && time.GetElapsedTime(_lastNote) < options.CompactEvery)
        {
            return;
        }

        _lastNote = time.GetTimestamp();
        _noted.Enqueue((_lastNote, await store.ListCollectionsAsync(CancellationToken.None)));
        IReadOnlyList<CollectionHead>? due = null;
        while (_noted.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) >= options.CompactAfter)
        {
            due = _noted.Dequeue().Heads;
        }

        foreach (var collection in due ?? [])
        {
            if (collection.Head > collection.Floor)
            {
                await store.CompactAsync(collection.Id, collection.Head, CancellationToken.None);
            }
        }
    }

    private async Task RepairAsync()
    {
        if (_lastRepair == long.MinValue || time.GetElapsedTime(_lastRepair) >= options.RepairEvery)
        {
            _lastRepair = time.GetTimestamp();
            await repair.RunAsync();
        }
    }

    private async Task FinishNamespacesAsync()
    {
        var namespaces = await caches.GetAsync(new GroupResource("", "namespaces"), CancellationToken.None);
        foreach (var item in namespaces.Latest.Objects.Where(n => n.Field("metadata.deletionTimestamp") is not null))
        {
            await grains.GetGrain<INamespaceGrain>(KubeKeys.Namespace(item.Name)).Empty();
        }
    }

    // Whoever uses a quota counts it; this is for those that nobody uses yet, and for what ends without being deleted.
    private async Task CountQuotasAsync()
    {
        var quotas = await caches.GetAsync(QuotaDesk.Quotas, CancellationToken.None);
        var before = time.GetUtcNow() - options.QuotaGrace;
        foreach (var ns in quotas.Latest.Objects.Where(q => IsBefore(q, before)).Select(q => q.Namespace).Distinct())
        {
            await grains.GetGrain<INamespaceGrain>(KubeKeys.Namespace(ns)).CountQuota();
        }
    }

    private async Task ExpireEventsAsync()
    {
        var events = await caches.GetAsync(new GroupResource("", "events"), CancellationToken.None);
        var before = time.GetUtcNow() - options.EventTtl;
        foreach (var old in events.Latest.Objects.Where(e => IsBefore(e, before)).Take(ExpirePerTick))
        {
            await objects.WriteAsync(
                new WriteRequest
                {
                    Group = "", Version = "v1", Resource = "events", Namespace = old.Namespace, Name = old.Name, Verb = WriteVerb.Delete,
                    PreconditionResourceVersion = old.Revision.ToString(CultureInfo.InvariantCulture),
                },
                CancellationToken.None);
        }
    }

    private static bool IsBefore(StoredObject item, DateTimeOffset limit)
    {
        // An update starts the time anew, as with the original's lease; the last time an Event was touched is the best we know.
        var touched = item.Field("lastTimestamp") ?? item.Field("metadata.creationTimestamp");
        return DateTimeOffset.TryParse(touched, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at < limit;
    }
}
