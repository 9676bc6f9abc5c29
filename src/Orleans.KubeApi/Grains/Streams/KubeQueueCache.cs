using System.Diagnostics.CodeAnalysis;
using Orleans.Streams;

namespace Orleans.KubeApi.Grains.Streams;

/// <summary>Holds nothing: makes the cursors, which read from the silo's caches.</summary>
internal sealed class KubeQueueCache(KubeQueueReceiver receiver, KubeStreamSources sources) : IQueueCache
{
    /// <inheritdoc/>
    public int GetMaxAddCount() => KubeQueueReceiver.MostStreams;

    /// <inheritdoc/>
    public void AddToCache(IList<IBatchContainer> messages)
    {
    }

    /// <inheritdoc/>
    public bool TryPurgeFromCache([MaybeNullWhen(false)] out IList<IBatchContainer> purgedItems)
    {
        purgedItems = null;
        return false;
    }

    /// <inheritdoc/>
    public IQueueCacheCursor GetCacheCursor(StreamId streamId, StreamSequenceToken? token) =>
        new KubeCursor(streamId, token?.SequenceNumber, receiver, sources);

    /// <inheritdoc/>
    public bool IsUnderPressure() => false;
}
