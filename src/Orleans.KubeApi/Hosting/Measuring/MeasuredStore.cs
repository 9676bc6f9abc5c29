using System.Collections.Concurrent;
using Orleans.KubeApi.Storage;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Hosting.Measuring;

/// <summary>
/// Measures a store under the names that dashboards of the original ask for (apiserver <c>etcd3/metrics</c>), though there is no etcd: its
/// requests here are transactions with all commits of a batch, reads of an object, of a range and of history.
/// </summary>
internal sealed class MeasuredStore : ForwardingRevisionStore
{
    private static readonly double[] Bounds =
        [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60];

    private readonly ConcurrentDictionary<(string Operation, CollectionId Of), Series> _series = new();
    private readonly TimeProvider _time;
    private readonly MetricFamily<Histogram> _seconds;
    private readonly MetricFamily<Counter> _requests;
    private readonly MetricFamily<Counter> _errors;

    public MeasuredStore(IRevisionStore inner, MetricRegistry registry, TimeProvider time)
        : base(inner)
    {
        _time = time;
        string[] labels = ["operation", "group", "resource"];
        _seconds = registry.Histogram("etcd_request_duration_seconds", "Seconds of a request to the store.", Bounds, labels);
        _requests = registry.Counter("etcd_requests_total", "Requests to the store.", labels);
        _errors = registry.Counter("etcd_request_errors_total", "Requests to the store that failed.", labels);
    }

    /// <inheritdoc/>
    public override ValueTask<CommitOutcome> CommitAsync(OpenedCollection collection, CommitBatch batch, CancellationToken ct) =>
        MeasureAsync(Of("txn", collection.Id), _time.GetTimestamp(), base.CommitAsync(collection, batch, ct));

    /// <inheritdoc/>
    public override ValueTask<StoredRow?> GetAsync(CollectionId id, string key, CancellationToken ct) =>
        MeasureAsync(Of("get", id), _time.GetTimestamp(), base.GetAsync(id, key, ct));

    /// <inheritdoc/>
    public override ValueTask<RangePage> ReadRangeAsync(CollectionId id, RangeQuery query, CancellationToken ct) =>
        MeasureAsync(Of("list", id), _time.GetTimestamp(), base.ReadRangeAsync(id, query, ct));

    /// <inheritdoc/>
    public override ValueTask<EventPage> ReadEventsAsync(
        CollectionId id, long fromExclusive, long toInclusive, int limit, CancellationToken ct) =>
        MeasureAsync(Of("events", id), _time.GetTimestamp(), base.ReadEventsAsync(id, fromExclusive, toInclusive, limit, ct));

    private Series Of(string operation, CollectionId id) => _series.GetOrAdd(
        (operation, id),
        static (key, store) => new Series(
            store._seconds.With(key.Operation, key.Of.Group, key.Of.Resource),
            store._requests.With(key.Operation, key.Of.Group, key.Of.Resource),
            store._errors.With(key.Operation, key.Of.Group, key.Of.Resource)),
        this);

    private async ValueTask<T> MeasureAsync<T>(Series series, long began, ValueTask<T> running)
    {
        try
        {
            return await running;
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            series.Errors.Add();
            throw;
        }
        finally
        {
            series.Requests.Add();
            series.Seconds.Observe(_time.GetElapsedTime(began).TotalSeconds);
        }
    }

    private sealed record Series(Histogram Seconds, Counter Requests, Counter Errors);
}
