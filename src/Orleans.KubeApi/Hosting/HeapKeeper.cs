using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.Hosting;

/// <summary>
/// Gives memory back after a burst: the collector runs when something is allocated, so what a burst left behind would stay in a process
/// that has become quiet. Looks every few seconds; when little is allocated and the heap has grown since the last time, it is compacted
/// once.
/// </summary>
/// <remarks>
/// Compacting stops the process while it lasts, which must stay far below a lease; a larger heap is only collected, in the
/// background.
/// </remarks>
internal sealed class HeapKeeper(TimeProvider time, ILogger<HeapKeeper> logger) : BackgroundService
{
    private const long QuietBytes = 32L << 20;
    private const long GrownBytes = 24L << 20;
    private const long CompactMax = 512L << 20;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private long _allocated;
    private long _size;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
        }
    }

    /// <summary>Whether the heap is to be collected now.</summary>
    /// <param name="allocated">Bytes allocated since the process began.</param>
    /// <param name="size">Bytes in the heap.</param>
    public bool IsDue(long allocated, long size)
    {
        var quiet = allocated - _allocated <= QuietBytes;
        _allocated = allocated;
        return quiet && size - _size >= Math.Max(GrownBytes, _size / 8);
    }

    /// <summary>Notes the size of the heap after it was collected.</summary>
    public void Collected(long size) => _size = size;

    private void Look()
    {
        var size = GC.GetTotalMemory(forceFullCollection: false);
        if (!IsDue(GC.GetTotalAllocatedBytes(), size))
        {
            return;
        }

        var started = time.GetTimestamp();
        var compact = size <= CompactMax;
        var mode = compact ? GCCollectionMode.Aggressive : GCCollectionMode.Forced;
        GC.Collect(GC.MaxGeneration, mode, blocking: compact, compacting: compact);
        var left = compact ? GC.GetTotalMemory(forceFullCollection: false) : size;
        Collected(left);
        HeapMessages.Collected(logger, size >> 20, left >> 20, time.GetElapsedTime(started).TotalMilliseconds);
    }
}
