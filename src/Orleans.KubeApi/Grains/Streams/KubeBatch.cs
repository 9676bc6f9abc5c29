using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Orleans.KubeApi.Grains.Streams;

/// <summary>
/// Some events on their way to one subscriber. The token is that of the last event: "everything up to here is done". Without events it
/// only tells the agent that a stream has news, or a subscriber where it stands.
/// </summary>
[GenerateSerializer, Alias("kubeapi.KubeBatch")]
internal sealed class KubeBatch(StreamId streamId, KubeEvent[] events, long resourceVersion) : IBatchContainer
{
    [Id(0)]
    private readonly StreamId _streamId = streamId;

    [Id(1)]
    private readonly KubeEvent[] _events = events;

    [Id(2)]
    private readonly long _resourceVersion = resourceVersion;

    /// <inheritdoc/>
    public StreamId StreamId => _streamId;

    /// <inheritdoc/>
    public StreamSequenceToken SequenceToken => new EventSequenceTokenV2(_resourceVersion);

    /// <inheritdoc/>
    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>()
    {
        foreach (var item in _events)
        {
            if (item is T wanted)
            {
                yield return Tuple.Create<T, StreamSequenceToken>(wanted, new EventSequenceTokenV2(item.ResourceVersion));
            }
        }
    }

    /// <inheritdoc/>
    public bool ImportRequestContext() => false;
}
