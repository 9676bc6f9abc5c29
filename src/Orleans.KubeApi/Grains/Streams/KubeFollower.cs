using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Grains.Streams;

/// <summary>Watches one resource and tells the receiver which of its streams have news.</summary>
internal sealed class KubeFollower
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly GroupResource _resource;
    private readonly KubeQueueReceiver _receiver;
    private readonly KubeStreamSources _sources;
    private readonly CancellationToken _stopping;
    private readonly ConcurrentDictionary<StreamId, long> _recent = new();
    private ImmutableDictionary<string, ImmutableList<StreamId>> _opened =
        ImmutableDictionary.Create<string, ImmutableList<StreamId>>(StringComparer.Ordinal);

    private ImmutableList<string> _implicit = [];
    private long? _position;
    private long _live;

    public KubeFollower(GroupResource resource, KubeQueueReceiver receiver, KubeStreamSources sources, CancellationToken stopping)
    {
        (_resource, _receiver, _sources, _stopping) = (resource, receiver, sources, stopping);
        Completion = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>Completes when the follower has ended.</summary>
    public Task Completion { get; }

    /// <summary>A stream that somebody opened; the agent is told at once, so that a new subscriber of a silent stream is served.</summary>
    public void Add(StreamId stream, KubeStreamTarget target)
    {
        _opened = _opened.SetItem(target.Namespace, _opened.GetValueOrDefault(target.Namespace, []).Add(stream));
        if (_sources.CacheOf(_resource) is { } cache)
        {
            Tell(stream, cache.Latest.Revision);
        }
    }

    /// <summary>A stream namespace that a grain class subscribes to.</summary>
    public void AddImplicit(string streamNamespace)
    {
        if (!_implicit.Contains(streamNamespace))
        {
            _implicit = _implicit.Add(streamNamespace);
        }
    }

    /// <summary>Tells of the streams with news of late once more, and of all that were opened.</summary>
    public void TellAgain()
    {
        foreach (var (stream, after) in _recent)
        {
            if (_recent.TryRemove(stream, out _))
            {
                _receiver.Tell(stream, after);
            }
        }

        if (_sources.CacheOf(_resource) is { } cache)
        {
            foreach (var stream in _opened.Values.SelectMany(static streams => streams))
            {
                _receiver.Tell(stream, cache.Latest.Revision);
            }
        }
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var cache = await _sources.OpenAsync(_resource, _stopping);
                _position ??= await StartAsync(cache);
                await FollowAsync(cache, _position.Value);
            }
            catch (StatusException refused) when (refused.Status.Reason == "Expired")
            {
                _position = null; // The cursors find out for themselves what they have missed.
            }
            catch (Exception failure) when (!_stopping.IsCancellationRequested)
            {
                _sources.Logger.StreamSourceFailed(_resource.ToString(), failure.Message);
                await Task.Delay(Pause, _sources.Time, _stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception)
            {
                return;
            }
        }
    }

    // Implicit subscribers may not know where they stand: they get what the store still remembers rather than miss what happened while
    // the queue had no agent. Explicit ones have a token.
    private async ValueTask<long> StartAsync(CollectionCache cache)
    {
        _live = cache.Latest.Revision;
        foreach (var stream in _opened.Values.SelectMany(static streams => streams))
        {
            Tell(stream, _live);
        }

        var history = await cache.HistoryAsync(0, _live);
        return history.Expired ? history.Floor : 0;
    }

    private async Task FollowAsync(CollectionCache cache, long from)
    {
        using var watch = cache.Watch(new WatchQuery(from));
        while (await watch.Events.WaitToReadAsync(_stopping))
        {
            while (watch.Events.TryRead(out var item))
            {
                _position = item.Revision;
                TellImplicit(item.Object.Namespace, item.Revision - 1);
                if (item.Revision > _live)
                {
                    TellOpened(item.Object.Namespace, item.Revision - 1);
                }
            }
        }
    }

    private void TellImplicit(string ns, long after)
    {
        foreach (var name in _implicit)
        {
            if (name.StartsWith("all:", StringComparison.Ordinal))
            {
                Tell(StreamId.Create(name, KubeStreams.AllKey), after);
            }
            else if (ns.Length > 0)
            {
                Tell(StreamId.Create(name, ns), after);
            }
        }
    }

    private void TellOpened(string ns, long after)
    {
        var opened = _opened;
        foreach (var stream in opened.GetValueOrDefault("", []))
        {
            Tell(stream, after);
        }

        if (ns.Length > 0)
        {
            foreach (var stream in opened.GetValueOrDefault(ns, []))
            {
                Tell(stream, after);
            }
        }
    }

    private void Tell(StreamId stream, long after)
    {
        _recent.TryAdd(stream, after);
        _receiver.Tell(stream, after);
    }
}
