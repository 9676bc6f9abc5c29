using System.Diagnostics;
using Orleans.KubeApi.Storage;

namespace Orleans.KubeApi.Benchmarks.Storage;

/// <summary>Measures commits of a revision store: batches of ConfigMap-sized rows into one collection, back to back.</summary>
internal static class StoreProbe
{
    /// <summary>Creates <paramref name="rows"/> objects in batches; keys in random order, as generateName makes them.</summary>
    public static Task<StoreProbeResult> CreateAsync(IRevisionStore store, CollectionId id, int rows, int batchSize, int bodyBytes)
    {
        var random = new Random(1);
        return RunAsync(store, id, rows, batchSize, bodyBytes, i => ($"ns-{i % 50}/config-{random.NextInt64():x16}", 0));
    }

    /// <summary>Updates <paramref name="rows"/> times, spread over the objects of a range that must exist.</summary>
    public static async Task<StoreProbeResult> UpdateAsync(IRevisionStore store, CollectionId id, int rows, int batchSize, int bodyBytes)
    {
        var page = await store.ReadRangeAsync(id, new RangeQuery("", null, 5_000), CancellationToken.None);
        var revisions = page.Rows.ToDictionary(r => r.Key, r => r.Revision, StringComparer.Ordinal);
        var keys = revisions.Keys.ToArray();
        Random.Shared.Shuffle(keys);
        var next = page.Head;
        return await RunAsync(store, id, rows, batchSize, bodyBytes, i =>
        {
            var key = keys[i % keys.Length];
            var previous = revisions[key];
            revisions[key] = ++next;
            return (key, previous);
        });
    }

    private static async Task<StoreProbeResult> RunAsync(
        IRevisionStore store, CollectionId id, int rows, int batchSize, int bodyBytes, Func<int, (string Key, long Previous)> next)
    {
        var opened = await store.OpenAsync(id, "probe", CancellationToken.None);
        var body = new byte[bodyBytes];
        Random.Shared.NextBytes(body);
        var head = opened.Head;
        var (cpu, allocated, clock) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(), Stopwatch.StartNew());
        for (var done = 0; done < rows; done += batchSize)
        {
            var batch = new List<CommitRow>(batchSize);
            for (var i = 0; i < batchSize; i++)
            {
                var (key, previous) = next(done + i);
                batch.Add(new CommitRow(key, head + 1 + i, previous, previous > head, false, body));
            }

            var outcome = await store.CommitAsync(opened, new CommitBatch(head, head + batchSize, batch), CancellationToken.None);
            if (outcome is not CommitOutcome.Committed)
            {
                throw new InvalidOperationException($"the probe's commit was {outcome}");
            }

            head += batchSize;
        }

        var seconds = clock.Elapsed.TotalSeconds;
        return new StoreProbeResult(
            rows / seconds, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / rows,
            (GC.GetTotalAllocatedBytes() - allocated) / (double)rows);
    }
}
