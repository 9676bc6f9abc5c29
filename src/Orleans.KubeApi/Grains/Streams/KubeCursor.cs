using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;
using Orleans.Streams;

namespace Orleans.KubeApi.Grains.Streams;

/// <summary>
/// One subscriber's place in a stream. A token means "everything up to here is done", so the first element of a cursor that was made
/// with one is empty and carries that token: the agent, which takes a token for an event, steps over it or delivers nothing. Reads the
/// window of the silo's cache; what left the window is fetched from the store beside the agent, which is woken when it is there.
/// Used by one agent, on its scheduler; only the fetch runs elsewhere.
/// </summary>
internal sealed class KubeCursor : IQueueCacheCursor
{
    private const int BatchEvents = 100;
    private readonly StreamId _streamId;
    private readonly KubeQueueReceiver _receiver;
    private readonly KubeStreamSources _sources;
    private readonly KubeStreamTarget? _target;
    private readonly Func<StoredObject, bool>? _filter;
    private readonly CancellationTokenSource _gone = new();
    private KubeBatch? _current;
    private long? _position;
    private long _before;
    private bool _atStart;
    private Task<FeedHistory>? _fetch;

    public KubeCursor(StreamId streamId, long? after, KubeQueueReceiver receiver, KubeStreamSources sources)
    {
        (_streamId, _receiver, _sources, _position) = (streamId, receiver, sources, after);
        _target = KubeStreams.Parse(streamId);
        _filter = _target is { Selector.Length: > 0 } target ? KubeWatchGrain.Filter(target.Selector) : null;
        _atStart = after is not null;

        // The present is when the cursor was made: after an error that is before the subscriber is told, so what it lists then has no gap.
        _position ??= _target is null ? null : sources.CacheOf(_target.Resource)?.Latest.Revision;
    }

    /// <inheritdoc/>
    public IBatchContainer? GetCurrent(out Exception? exception)
    {
        exception = null;
        return _current;
    }

    /// <inheritdoc/>
    public bool MoveNext()
    {
        if (_target is not { } target || _sources.CacheOf(target.Resource) is not { } cache)
        {
            return false; // Nobody follows the resource yet; the receiver tells when it does.
        }

        var position = _position ??= cache.Latest.Revision;
        _before = position;
        if (_atStart)
        {
            _atStart = false;
            _current = new KubeBatch(_streamId, [], position);
            return true;
        }

        while (Read(cache, position) is { } piece)
        {
            var (events, to) = KubeSelection.Of(piece, target, _filter, BatchEvents);
            _position = to;
            if (events.Length > 0)
            {
                _current = new KubeBatch(_streamId, events, to);
                return true;
            }

            if (piece.To == position)
            {
                break;
            }

            position = piece.To;
        }

        return false;
    }

    /// <summary>News of the stream need no hint: the position says what is missing.</summary>
    public void Refresh(StreamSequenceToken token)
    {
    }

    /// <summary>What could not be delivered is not skipped: it comes again.</summary>
    public void RecordDeliveryFailure() => _position = _before;

    /// <inheritdoc/>
    public void Dispose() => _gone.Cancel();

    // Null while the store is asked: then the stream gets news when the answer is there.
    private FeedHistory? Read(CollectionCache cache, long position)
    {
        if (_fetch is { IsCompleted: true } done)
        {
            _fetch = null;
            return KubeSelection.Checked(done.GetAwaiter().GetResult(), position);
        }

        if (_fetch is not null)
        {
            return null;
        }

        if (KubeSelection.Window(cache, position) is { } window)
        {
            return window;
        }

        _fetch = FetchAsync(cache, position, cache.Latest.Revision);
        return null;
    }

    private async Task<FeedHistory> FetchAsync(CollectionCache cache, long from, long to)
    {
        await Task.Yield();
        try
        {
            return await cache.HistoryAsync(from, to);
        }
        catch (Exception) when (!_gone.IsCancellationRequested)
        {
            return new FeedHistory([], from); // The store is away: the next news try again.
        }
        finally
        {
            _receiver.Tell(_streamId, from);
        }
    }
}
