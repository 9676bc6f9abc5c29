using System.Collections.Concurrent;
using Orleans.KubeApi.Grains.Streams;
using Orleans.Streams;

namespace Orleans.KubeApi.Hosting.Streams;

/// <summary>
/// The provider that users see. A grain's subscription is one of Orleans' persistent streams, which finds the grain wherever it is; opening
/// a stream notes that somebody is interested in it, since an agent otherwise learns of a stream's subscribers only with its next event.
/// Whoever is no grain pulls: its subscription is as lasting as its process, and needs nobody to keep it in the cluster.
/// </summary>
/// <param name="feed">Orleans' provider; null outside of the cluster.</param>
/// <param name="contexts">Tells whether a grain asks; null outside of the cluster.</param>
/// <param name="grains">The cluster.</param>
/// <param name="time">Clock.</param>
internal sealed class KubeStreamProvider(IStreamProvider? feed, IGrainContextAccessor? contexts, IGrainFactory grains, TimeProvider time)
    : IStreamProvider, IDisposable
{
    private const int Tries = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<StreamId, bool> _noted = new();
    private readonly ConcurrentDictionary<Guid, IDisposable> _handles = new();

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
        if (feed is null || contexts?.GrainContext is not { GrainInstance: IGrainBase })
        {
            return new KubePullStream<T>(this, streamId);
        }

        if (_noted.TryAdd(streamId, true))
        {
            _ = NoteAsync(streamId, target);
        }

        return feed.GetStream<T>(streamId);
    }

    /// <summary>A reader of a stream, not yet started.</summary>
    public KubePuller Puller(StreamId stream, KubeSink sink) => new(grains, time, stream, sink);

    /// <summary>The subscriptions of this process to a stream.</summary>
    public IEnumerable<StreamSubscriptionHandle<T>> Handles<T>(StreamId stream) =>
        _handles.Values.OfType<KubePullHandle<T>>().Where(handle => handle.StreamId == stream);

    /// <summary>A subscription began.</summary>
    public void Add<T>(KubePullHandle<T> handle) => _handles[handle.HandleId] = handle;

    /// <summary>A subscription was given up.</summary>
    public void Remove(Guid handle) => _handles.TryRemove(handle, out _);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var handle in _handles.Values)
        {
            handle.Dispose();
        }

        _handles.Clear();
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
