using Orleans.Streams;

namespace Orleans.KubeApi.Grains.Streams;

/// <summary>
/// Offers the collections' feeds as Orleans streams. The queue carries no events, only the news that a stream has some; each subscriber's
/// cursor reads them from this silo's cache, and from the store when it is further behind. That is how a slow subscriber loses nothing,
/// where the ready-made providers skip what left their cache. Read only: objects change through the API.
/// </summary>
internal sealed class KubeQueueAdapter(string name, KubeStreamSources sources) : IQueueAdapter
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public bool IsRewindable => true;

    /// <inheritdoc/>
    public StreamProviderDirection Direction => StreamProviderDirection.ReadOnly;

    /// <inheritdoc/>
    public IQueueAdapterReceiver CreateReceiver(QueueId queueId) => sources.Receiver(queueId);

    /// <inheritdoc/>
    public Task QueueMessageBatchAsync<T>(
        StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext) =>
        throw new NotSupportedException("streams of API objects are read only: write objects through the API");
}
