using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Grains;

/// <summary>What the owners of collections count on this silo.</summary>
internal sealed class CommitMetrics(MetricRegistry registry)
{
    private static readonly double[] RowBounds = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
    private static readonly double[] SecondBounds = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

    private readonly MetricFamily<Histogram> _seconds = registry.Histogram(
        "kubeapi_commit_duration_seconds", "Seconds of one transaction of the store, by collection.", SecondBounds, "resource");

    private readonly MetricFamily<Gauge> _waiting = registry.Gauge(
        "kubeapi_commit_queue_length", "Commits that wait for their collection's next batch.", "resource");

    private readonly Dictionary<CommitResult, Counter> _failed = Outcomes(registry);

    private readonly Gauge _owned = registry.Gauge(
        "kubeapi_collections_owned", "Collections that this silo commits for.").With();

    /// <summary>Versions in one transaction.</summary>
    public Histogram Rows { get; } = registry.Histogram(
        "kubeapi_commit_batch_rows", "Versions that one transaction of the store committed.", RowBounds).With();

    /// <summary>Seconds of the transactions of a collection; its owner keeps it.</summary>
    public Histogram Seconds(GroupResource resource) => _seconds.With(resource.ToString());

    /// <summary>The length of a collection's queue; its owner keeps it.</summary>
    public Gauge Waiting(GroupResource resource) => _waiting.With(resource.ToString());

    /// <summary>A transaction didn't commit.</summary>
    public void Failed(CommitResult result) => _failed[result].Add();

    private static Dictionary<CommitResult, Counter> Outcomes(MetricRegistry registry)
    {
        var family = registry.Counter("kubeapi_commit_failures_total", "Transactions of the store that didn't commit.", "outcome");
        return Enum.GetValues<CommitResult>().Where(r => r != CommitResult.Committed).ToDictionary(r => r, r => family.With(r.ToString()));
    }

    /// <summary>A collection was opened (1) or given up (-1).</summary>
    public void Owned(int change) => _owned.Add(change);
}
