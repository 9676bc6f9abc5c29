using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Cache;

/// <summary>
/// The silo's copy of one collection: current snapshot, recent snapshots, window of events, watchers.
/// <para>
/// One task (<see cref="CacheFeeder"/>) applies the feed in order; everything that readers see is an immutable snapshot swapped whole. The
/// lock guards the window, the watchers and the waiters; under it, applying a batch and registering a watcher exclude each other, which is
/// what makes a watch gap-free: a watcher is live from exactly the revision up to which it was given the window.
/// </para>
/// </summary>
internal sealed class CollectionCache
{
    private readonly Lock _lock = new();
    private readonly ICollectionFeed _feed;
    private readonly CacheLimits _limits;
    private readonly TimeProvider _time;
    private readonly WatcherTable _watchers = new();
    private readonly ReadIndexBatcher _readIndex;
    private readonly RevisionWaiters _waiters;
    private readonly SnapshotKeeper _kept;
    private readonly DeliveryPace _pace;
    private EventWindow _window;
    private CollectionSnapshot _latest = new(-1, SortedObjects.Empty);
    private long _delivered = -1;
    private long _bytes;
    private TaskCompletionSource? _moving;

    public CollectionCache(ICollectionFeed feed, CacheLimits limits, TimeProvider time, ILogger logger)
    {
        _feed = feed;
        _limits = limits;
        _time = time;
        _window = new EventWindow(0, limits, time);
        _waiters = new RevisionWaiters(limits, time);
        _pace = new DeliveryPace(time, DeliverDue);
        _kept = new SnapshotKeeper(limits, time);
        _readIndex = new ReadIndexBatcher(feed, this, limits, time);
        Feeder = new CacheFeeder(feed, this, limits, time, logger);
    }

    /// <summary>The task that keeps this cache current.</summary>
    public CacheFeeder Feeder { get; }

    /// <summary>What is here now, without any proof of freshness (resourceVersion=0).</summary>
    public CollectionSnapshot Latest => Volatile.Read(ref _latest);

    /// <summary>All live watchers have every event up to this revision in their channels.</summary>
    public long Delivered => Volatile.Read(ref _delivered);

    /// <summary>How many revisions this cache is known to be behind its owner.</summary>
    public long Lag => Math.Max(0, _readIndex.Told - Latest.Revision);

    /// <summary>How long this cache has been behind its owner, as far as it knows.</summary>
    public TimeSpan Behind => _readIndex.Behind;

    /// <summary>Watches that get events here.</summary>
    public int Watchers
    {
        get
        {
            lock (_lock)
            {
                return _watchers.Count;
            }
        }
    }

    /// <summary>The size of all objects together.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>A snapshot that holds everything committed before the call ("most recent"; batched ReadIndex).</summary>
    public ValueTask<CollectionSnapshot> FreshAsync(CancellationToken cancellationToken) => _readIndex.ReadAsync(cancellationToken);

    /// <summary>A snapshot of that revision or later. Waits up to 3 s.</summary>
    /// <exception cref="StatusException">504 ResourceVersionTooLarge.</exception>
    public ValueTask<CollectionSnapshot> NotOlderThanAsync(long revision, CancellationToken cancellationToken)
    {
        var latest = Latest;
        if (latest.Revision >= revision)
        {
            return ValueTask.FromResult(latest);
        }

        Task<CollectionSnapshot> waiting;
        lock (_lock)
        {
            if (_latest.Revision >= revision)
            {
                return ValueTask.FromResult(_latest);
            }

            waiting = _waiters.Add(revision);
        }

        return _waiters.WaitAsync(waiting, revision, this, cancellationToken);
    }

    /// <summary>One page of the list exactly as of a revision: from a kept snapshot or from the store.</summary>
    /// <exception cref="StatusException">410 Expired (without a continue token: the caller adds it), 504
    /// ResourceVersionTooLarge.</exception>
    public async ValueTask<ListPage> ListExactAsync(long revision, ListQuery query, CancellationToken cancellationToken)
    {
        var latest = Latest;
        if (latest.Revision < revision)
        {
            // As the original, wait for a revision ahead of this silo; the owner may simply be faster than our feed.
            latest = await NotOlderThanAsync(revision, cancellationToken);
        }

        var snapshot = latest.Revision == revision ? latest : _kept.Find(revision);
        if (snapshot is not null)
        {
            return snapshot.List(query);
        }

        return await _feed.ReadExactAsync(revision, query, cancellationToken)
            ?? throw StatusErrors.Expired("The resourceVersion for the provided list is too old.");
    }

    /// <summary>Old events of (from, to], a piece at a time, from the store.</summary>
    public ValueTask<FeedHistory> HistoryAsync(long from, long to) => _feed.ReadEventsAsync(from, to, 500, CancellationToken.None);

    /// <summary>Keeps a snapshot for a while, because a page of it was served with a continue token.</summary>
    public void Keep(CollectionSnapshot snapshot) => _kept.Keep(snapshot);

    /// <summary>Starts a watch. A position that is too old surfaces as 410 Expired in the subscription's channel, not here.</summary>
    public IWatchSubscription Watch(WatchQuery query)
    {
        var watcher = new WatchSubscription(this, _limits, query);
        if (!TryGoLive(watcher, query.FromRevision))
        {
            _ = new WatchCatchUp(this, _feed, watcher).RunAsync();
        }

        return watcher;
    }

    /// <summary>
    /// Gives the watcher the window's events after a position and makes it live, all in one step. False if the position is not in the
    /// window or too much would be due at once.
    /// </summary>
    public bool TryGoLive(WatchSubscription watcher, long position)
    {
        lock (_lock)
        {
            if (position < _window.Start)
            {
                return false;
            }

            var due = _window.After(position, _limits.ChannelEvents / 4);
            if (due.Count == _limits.ChannelEvents / 4)
            {
                return false;
            }

            foreach (var item in due)
            {
                if (!watcher.Offer(item))
                {
                    watcher.Close();
                    return true;
                }
            }

            watcher.GoLive(Latest.Revision);
            _watchers.Add(watcher);
            return true;
        }
    }

    /// <summary>A piece of the window after a position, or null if the window starts later.</summary>
    public List<CacheEvent>? WindowAfter(long position, int limit)
    {
        lock (_lock)
        {
            return position < _window.Start ? null : _window.After(position, limit);
        }
    }

    /// <summary>Ends with the first revision after this one, without a limit: the caller has one.</summary>
    public Task MovedOn(long revision)
    {
        lock (_lock)
        {
            return _latest.Revision > revision
                ? Task.CompletedTask
                : (_moving ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>The watcher is gone.</summary>
    public void Remove(WatchSubscription watcher)
    {
        lock (_lock)
        {
            _watchers.Remove(watcher);
        }
    }

    /// <summary>Sets the whole content: at start, or when the feed was lost. Watchers are closed (they resume by their position).</summary>
    public void Reset(FeedContent content)
    {
        var snapshot = new CollectionSnapshot(
            content.Revision, SortedObjects.Of(content.Objects), content.Unreadable?.ToImmutableSortedDictionary(StringComparer.Ordinal));
        lock (_lock)
        {
            foreach (var watcher in _watchers.TakeAll())
            {
                watcher.Close();
            }

            _window = new EventWindow(content.Revision, _limits, _time);
            _pace.Forget();
            Publish(snapshot);
            Volatile.Write(ref _bytes, content.Objects.Sum(o => (long)o.Bytes.Length));
            Volatile.Write(ref _delivered, snapshot.Revision);
            _waiters.Release(snapshot);
        }
    }

    /// <summary>Applies the next batch of the feed; its From must be this cache's revision.</summary>
    public void Apply(FeedBatch batch)
    {
        var before = Latest;
        if (batch.From != before.Revision || batch.To < batch.From)
        {
            throw new InvalidOperationException($"feed gap: have {before.Revision}, got ({batch.From}, {batch.To}]");
        }

        var changes = new Dictionary<string, StoredObject?>(batch.Events.Count, StringComparer.Ordinal);
        var events = new List<CacheEvent>(batch.Events.Count);
        var bytes = Bytes;
        foreach (var item in batch.Events)
        {
            if (!changes.TryGetValue(item.Object.Key, out var previous))
            {
                previous = before.Objects.Find(item.Object.Key);
            }

            changes[item.Object.Key] = item.Deleted ? null : item.Object;
            bytes += (item.Deleted ? 0 : item.Object.Bytes.Length) - (previous?.Bytes.Length ?? 0);
            events.Add(new CacheEvent(item.Object, item.Deleted, previous));
        }

        var snapshot = new CollectionSnapshot(
            batch.To, before.Objects.With(changes), before.Unreadable?.RemoveRange(events.Select(e => e.Object.Key)));
        Volatile.Write(ref _bytes, bytes);
        lock (_lock)
        {
            foreach (var item in events)
            {
                _window.Add(item);
            }

            _pace.Add(events);
            Publish(snapshot);
            if (_pace.IsDue)
            {
                Deliver();
            }

            _waiters.Release(snapshot);
        }
    }

    private void DeliverDue()
    {
        lock (_lock)
        {
            Deliver();
        }
    }

    private void Deliver()
    {
        var offered = 0;
        foreach (var item in _pace.Take())
        {
            offered += _watchers.Deliver(item);
        }

        Volatile.Write(ref _delivered, _latest.Revision);
        _pace.Delivered(offered);
    }

    private void Publish(CollectionSnapshot snapshot)
    {
        Volatile.Write(ref _latest, snapshot);
        _kept.Recent(snapshot);
        _moving?.TrySetResult();
        _moving = null;
    }
}
