using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Grains;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Hosting.Measuring;

/// <summary>The caches, the lease and the store of this silo at this moment.</summary>
internal sealed class EngineSource(CollectionCaches caches, SiloLease lease, ServerState state, StoreSize store) : IMetricSource
{
    /// <inheritdoc/>
    public void WriteTo(MetricText text)
    {
        var all = caches.All().OrderBy(c => c.Key.ToString(), StringComparer.Ordinal).ToList();
        Caches(text, all);
        ByGroup("apiserver_resource_objects", MetricKind.Gauge, "Stored objects by resource, as far as this server keeps them.",
            c => c.Latest.Objects.Count);
        ByGroup("apiserver_storage_events_received_total", MetricKind.Counter, "Events that caches got of their collections.",
            c => c.Feeder.Events);
        if (store.Bytes is { } bytes)
        {
            One(text, "apiserver_storage_size_bytes", "Bytes of the store.", bytes, "storage_cluster_id=\"etcd-0\"");
        }

        One(text, "kubeapi_lease_remaining_seconds",
            "Seconds that this silo's lease would still hold without a renewal; 0: it may own nothing.",
            lease.Remaining.TotalSeconds);
        text.Family("kubeapi_lease_failed_renewals_total", MetricKind.Counter, "Renewals of the lease that failed.");
        text.Sample("", lease.FailedRenewals);
        One(text, "kubeapi_silo_member", "1 while this silo is an active member of its cluster.", state.IsMember ? 1 : 0);
        One(text, "kubeapi_ready", "1 while /readyz would say yes but for the store.", state.WhyNotReady() is null ? 1 : 0);

        void ByGroup(string name, MetricKind kind, string help, Func<CollectionCache, double> value)
        {
            text.Family(name, kind, help);
            foreach (var (resource, cache) in all)
            {
                text.Sample(MetricText.Labels(["group", "resource"], [resource.Group, resource.Resource]), value(cache));
            }
        }
    }

    private static void Caches(MetricText text, List<KeyValuePair<GroupResource, CollectionCache>> all)
    {
        Each("apiserver_storage_objects", "Stored objects by resource, as far as this server keeps them.", c => c.Latest.Objects.Count);
        Each("kubeapi_cache_bytes", "Bytes of the objects in a cache.", c => c.Bytes);
        Each("kubeapi_cache_revision", "Revision that a cache has.", c => c.Latest.Revision);
        Each("kubeapi_cache_age_seconds", "Seconds since the owner of a collection answered its cache last.",
            c => c.Feeder.SinceContact.TotalSeconds);
        Each("kubeapi_feed_lag_revisions", "Revisions that a cache is known to be behind its owner.", c => c.Lag);
        Each("kubeapi_feed_lag_seconds", "Seconds that a cache has been without a revision that its owner told it of.",
            c => c.Behind.TotalSeconds);
        Each("kubeapi_watchers", "Watches that get events from a cache.", c => c.Watchers);
        Each("kubeapi_unreadable_objects", "Stored objects that no configured key decrypts.", c => c.Latest.Unreadable?.Count ?? 0);
        Each("kubeapi_feed_failures_total", "Polls of a collection's owner that failed.", c => c.Feeder.Failures, MetricKind.Counter);
        Each("kubeapi_cache_reloads_total", "Times that a cache was loaded anew from the store.", c => c.Feeder.Reloads,
            MetricKind.Counter);

        void Each(string name, string help, Func<CollectionCache, double> value, MetricKind kind = MetricKind.Gauge)
        {
            if (all.Count > 0)
            {
                text.Family(name, kind, help);
            }

            foreach (var (resource, cache) in all)
            {
                text.Sample(MetricText.Labels(["resource"], [resource.ToString()]), value(cache));
            }
        }
    }

    private static void One(MetricText text, string name, string help, double value, string labels = "")
    {
        text.Family(name, MetricKind.Gauge, help);
        text.Sample(labels, value);
    }
}
