using System.Collections.Concurrent;
using Orleans.KubeApi.Grains.Streams;
using Orleans.Streams;

namespace Orleans.KubeApi.Hosting.Streams;

/// <summary>
/// The provider that users see. Opening a stream notes that somebody is interested in it, since an agent otherwise learns of a stream's
/// subscribers only with its next event; the rest is Orleans' persistent-stream provider.
/// </summary>
internal sealed class KubeStreamProvider(IStreamProvider feed, IGrainFactory grains, TimeProvider time) : IStreamProvider
{
    private const int Tries = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<StreamId, bool> _noted = new();

    /// <inheritdoc/>
    public string Name => KubeStreams.Provider;

    /// <inheritdoc/>
    public bool IsRewindable => true;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The stream isn't one of <see cref="KubeStreams"/>.</exception>
    public IAsyncStream<T> GetStream<T>(StreamId streamId)
    {
        var target = KubeStreams.Parse(streamId)
            ?? throw new ArgumentException($"{streamId} is no stream of API objects: see KubeStreams", nameof(streamId));
        _ = KubeWatchGrain.Filter(target.Selector); // A wrong selector is the caller's to hear of.
        if (_noted.TryAdd(streamId, true))
        {
            _ = NoteAsync(streamId, target);
        }

        return feed.GetStream<T>(streamId);
    }

    private async Task NoteAsync(StreamId streamId, KubeStreamTarget target)
    {
        for (var i = 0; i < Tries; i++)
        {
            try
            {
                await grains.GetGrain<IKubeInterestGrain>(KubeQueueMapper.NumberOf(target.Resource)).Add(streamId);
                return;
            }
            catch (Exception)
            {
                await Task.Delay(Pause, time);
            }
        }

        _noted.TryRemove(streamId, out _); // Whoever opens it again asks again.
    }
}
