using System.Threading.Channels;

namespace Orleans.KubeApi.Cache;

/// <summary>
/// A running watch. Events come in revision order, each once, without a gap. The channel is bounded: when it is full the watch is closed
/// (the reader completes without error), nobody else waits. Completes with a StatusException (410 Expired) when the position was lost.
/// </summary>
internal interface IWatchSubscription : IDisposable
{
    /// <summary>The events.</summary>
    ChannelReader<WatchEvent> Events { get; }

    /// <summary>
    /// All events up to this revision have been put into the channel. Read it BEFORE finding the channel empty: then it is safe as a
    /// bookmark.
    /// </summary>
    long Position { get; }
}
