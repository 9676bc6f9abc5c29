using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Orleans.KubeApi.Cache;

/// <summary>
/// One watcher. While it catches up, a pump waits for room in its channel; once live, the cache writes without waiting and closes it when
/// the channel is full. The channel itself is unbounded, the bounds (events, bytes) are counted here: one limit on bytes is not to be had
/// otherwise.
/// </summary>
internal sealed class WatchSubscription : ChannelReader<WatchEvent>, IWatchSubscription
{
    private readonly Channel<WatchEvent> _channel = Channel.CreateUnbounded<WatchEvent>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = false, AllowSynchronousContinuations = false });

    private readonly CollectionCache _cache;
    private readonly CacheLimits _limits;
    private readonly CancellationTokenSource _ended = new();
    private TaskCompletionSource? _room;
    private int _count;
    private long _bytes;
    private long _position;
    private bool _live;

    public WatchSubscription(CollectionCache cache, CacheLimits limits, WatchQuery query)
    {
        _cache = cache;
        _limits = limits;
        _position = query.FromRevision;
        Query = query;
    }

    public WatchQuery Query { get; }

    /// <inheritdoc/>
    public ChannelReader<WatchEvent> Events => this;

    /// <inheritdoc/>
    public override Task Completion => _channel.Reader.Completion;

    /// <inheritdoc/>
    public long Position => Volatile.Read(ref _live)
        ? Math.Max(Math.Max(_cache.Delivered, LiveFrom), Query.FromRevision)
        : Volatile.Read(ref _position);

    /// <inheritdoc/>
    public override bool CanCount => true;

    /// <inheritdoc/>
    public override int Count => Volatile.Read(ref _count);

    /// <summary>Cancelled when the watcher went away.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <inheritdoc/>
    public override bool TryRead([MaybeNullWhen(false)] out WatchEvent item)
    {
        if (!_channel.Reader.TryRead(out item))
        {
            return false;
        }

        Interlocked.Decrement(ref _count);
        Interlocked.Add(ref _bytes, -item.Object.Bytes.Length);
        Volatile.Read(ref _room)?.TrySetResult();
        return true;
    }

    /// <inheritdoc/>
    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) =>
        _channel.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Everything up to this revision was given to the watcher when it went live.</summary>
    public long LiveFrom { get; private set; }

    /// <summary>From now on the cache delivers what comes after <paramref name="revision"/>. Called under the cache's lock.</summary>
    public void GoLive(long revision)
    {
        LiveFrom = revision;
        Volatile.Write(ref _live, true);
    }

    /// <summary>Takes an event if it concerns this watcher. False: the channel is full, the watcher must be closed.</summary>
    public bool Offer(CacheEvent item)
    {
        if (item.Revision <= Query.FromRevision || !Concerns(item) || item.For(Query.Filter) is not { } seen)
        {
            return true;
        }

        if (Interlocked.Increment(ref _count) > _limits.ChannelEvents
            || Interlocked.Add(ref _bytes, seen.Object.Bytes.Length) > _limits.ChannelBytes + seen.Object.Bytes.Length)
        {
            return false;
        }

        _channel.Writer.TryWrite(seen);
        return true;
    }

    /// <summary>Takes events of the past, waiting for the reader where the channel is half full.</summary>
    public async ValueTask OfferPastAsync(IEnumerable<CacheEvent> events)
    {
        foreach (var item in events)
        {
            while (Volatile.Read(ref _count) > _limits.ChannelEvents / 2 || Volatile.Read(ref _bytes) > _limits.ChannelBytes / 2)
            {
                await RoomAsync();
            }

            if (!Offer(item))
            {
                throw new InvalidOperationException("no room although it was waited for");
            }

            Volatile.Write(ref _position, item.Revision);
        }
    }

    /// <summary>All events up to here were offered.</summary>
    public void Reached(long revision) => Volatile.Write(ref _position, Math.Max(revision, _position));

    /// <summary>Ends the watch; the reader still gets what is in the channel, then the error, if any.</summary>
    public void Close(Exception? error = null) => _channel.Writer.TryComplete(error);

    /// <inheritdoc/>
    public void Dispose()
    {
        _ended.Cancel();
        _cache.Remove(this);
        Close();
    }

    private bool Concerns(CacheEvent item)
    {
        var key = item.Object.Key;
        if (Query.Namespace.Length > 0 && !(key.Length > Query.Namespace.Length && key[Query.Namespace.Length] == '/'
            && key.StartsWith(Query.Namespace, StringComparison.Ordinal)))
        {
            return false;
        }

        return Query.Name.Length == 0 || (key.EndsWith(Query.Name, StringComparison.Ordinal)
            && (key.Length == Query.Name.Length || key[key.Length - Query.Name.Length - 1] == '/'));
    }

    private async Task RoomAsync()
    {
        var room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _room, room);
        if (Volatile.Read(ref _count) <= _limits.ChannelEvents / 2 && Volatile.Read(ref _bytes) <= _limits.ChannelBytes / 2)
        {
            return;
        }

        await room.Task.WaitAsync(Ended);
    }
}
