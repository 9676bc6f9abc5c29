using Orleans.Concurrency;

namespace Orleans.KubeApi.Grains.Streams;

/// <summary>
/// Remembers which streams of a queue somebody opened, so that its agent follows these and no others. Key: the queue's number.
/// </summary>
[Alias("kubeapi.IKubeInterestGrain")]
internal interface IKubeInterestGrain : IGrainWithIntegerKey
{
    /// <summary>Somebody opens this stream.</summary>
    [Alias("Add")]
    Task Add(StreamId stream);

    /// <summary>All streams, when there are more than <paramref name="known"/>; waits for that at most <paramref name="wait"/>.</summary>
    [AlwaysInterleave, Alias("Poll")]
    Task<StreamId[]> Poll(int known, TimeSpan wait, CancellationToken cancellationToken);
}
