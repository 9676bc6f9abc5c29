using Orleans.KubeApi.Objects;
using Orleans.Streams;

namespace Orleans.KubeApi.Grains.Streams;

/// <summary>All streams of one resource are in one queue, so that one silo follows the resource once for all of them.</summary>
internal sealed class KubeQueueMapper : IConsistentRingStreamQueueMapper
{
    /// <summary>How many agents share the work in a cluster.</summary>
    public const int Queues = 8;

    private readonly QueueId[] _queues =
        [.. Enumerable.Range(0, Queues).Select(static n => QueueId.GetQueueId("kubeapi", (uint)n, (uint)n * (uint.MaxValue / Queues)))];

    /// <inheritdoc/>
    public IEnumerable<QueueId> GetAllQueues() => _queues;

    /// <inheritdoc/>
    public QueueId GetQueueForStream(StreamId streamId) =>
        _queues[KubeStreams.Parse(streamId) is { } stream ? NumberOf(stream.Resource) : 0];

    /// <inheritdoc/>
    public IEnumerable<QueueId> GetQueuesForRange(IRingRange range) => _queues.Where(queue => range.InRange(queue.GetUniformHashCode()));

    /// <summary>The queue's number of a resource; the same in every process.</summary>
    public static int NumberOf(GroupResource resource)
    {
        var hash = 2166136261u; // FNV-1a: string hashes of the runtime differ between processes.
        foreach (var character in resource.ToString())
        {
            hash = (hash ^ character) * 16777619u;
        }

        return (int)(hash % Queues);
    }
}
