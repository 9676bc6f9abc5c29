using System.Globalization;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Hosting.Measuring;

/// <summary>The .NET runtime, as far as an operator looks at it: memory, pauses, threads.</summary>
internal sealed class RuntimeSource : IMetricSource
{
    /// <inheritdoc/>
    public void WriteTo(MetricText text)
    {
        text.Family("dotnet_gc_collections_total", MetricKind.Counter, "Garbage collections by generation.");
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            text.Sample($"generation=\"{generation.ToString(CultureInfo.InvariantCulture)}\"", GC.CollectionCount(generation));
        }

        One(text, "dotnet_gc_pause_seconds_total", MetricKind.Counter, "Seconds that collections stopped all threads.",
            GC.GetTotalPauseDuration().TotalSeconds);
        One(text, "dotnet_gc_allocated_bytes_total", MetricKind.Counter, "Bytes allocated.", GC.GetTotalAllocatedBytes());
        One(text, "dotnet_gc_heap_bytes", MetricKind.Gauge, "Bytes in the managed heap.", GC.GetTotalMemory(forceFullCollection: false));
        One(text, "dotnet_threadpool_threads", MetricKind.Gauge, "Threads of the pool.", ThreadPool.ThreadCount);
        One(text, "dotnet_threadpool_queue_length", MetricKind.Gauge, "Work that waits for a thread.", ThreadPool.PendingWorkItemCount);
        One(text, "dotnet_lock_contentions_total", MetricKind.Counter, "Times that a thread had to wait for a lock.",
            Monitor.LockContentionCount);
    }

    private static void One(MetricText text, string name, MetricKind kind, string help, double value)
    {
        text.Family(name, kind, help);
        text.Sample("", value);
    }
}
