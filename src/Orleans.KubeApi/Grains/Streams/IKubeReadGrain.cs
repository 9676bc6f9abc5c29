using Orleans.Concurrency;

namespace Orleans.KubeApi.Grains.Streams;

/// <summary>
/// Reads streams for subscribers that are no grains. Keeps nothing between calls: whoever asks says where it stands, so any silo may answer
/// the next call. Key: any number; calls with different keys take different ways through the gateways.
/// </summary>
[Alias("kubeapi.IKubeReadGrain")]
internal interface IKubeReadGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// The stream's next events after a position and the position behind them; none when nothing came for a while. With a null position:
    /// no events and the present position, which lies behind every write that was acknowledged before the call.
    /// </summary>
    /// <exception cref="KubeExpiredException">The position is too old.</exception>
    /// <exception cref="ArgumentException">There is no such stream.</exception>
    [AlwaysInterleave, ResponseTimeout("00:00:06"), Alias("Read")]
    Task<KubeEventBatch> Read(StreamId stream, long? after, CancellationToken cancellationToken);
}
