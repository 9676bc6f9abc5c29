using Orleans.KubeApi.ClusterTests.Robustness.Model;
using Orleans.KubeApi.ClusterTests.Support;

namespace Orleans.KubeApi.ClusterTests.Robustness.Traffic;

/// <summary>
/// An informer: lists and watches, or watches with initial events; resumes every ended watch from its last revision through another silo;
/// starts over only when the server says Expired. Ends when it has seen the last marker of its scope.
/// </summary>
internal sealed class WatchingClient(
    string name, RecordedApi api, HistoryRecorder recorder, IReadOnlyList<KubeServer> silos, Scope scope, int seed)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);
    private readonly Random _random = new(seed);
    private readonly string _lastMarker = TrafficPlan.LastMarker(scope);
    private int _sessions;
    private bool _isComplete;

    /// <summary>How often the server made this informer start over.</summary>
    public int Expirations { get; private set; }

    public bool IsComplete => _isComplete;

    public string Name => $"{name} of {scope}";

    public async Task RunAsync(CancellationToken cancellation)
    {
        long? from = null;
        while (!_isComplete && !cancellation.IsCancellationRequested)
        {
            var silo = silos[_random.Next(silos.Count)].Client;
            try
            {
                from = from is { } revision
                    ? await WatchAsync(silo, revision, true, cancellation)
                    : _random.Next(2) == 0
                        ? await WatchInitialEventsAsync(silo, cancellation)
                        : await ListThenWatchAsync(silo, cancellation);
            }
            catch (Exception error) when (KubeHttp.IsConnectionLoss(error) || error is KubeRefusal)
            {
                recorder.AddFailure($"watch {(error is KubeRefusal ? error.Message : error.GetType().Name)}");
            }

            await Task.Delay(_pause, TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task<long?> ListThenWatchAsync(KubeHttp silo, CancellationToken cancellation)
    {
        var consistency = _random.Next(2) == 0 ? ReadConsistency.MostRecent : ReadConsistency.Any;
        var list = await api.ListAsync(silo, scope, consistency, 0, 0, cancellation);
        return list is null ? null : await WatchAsync(silo, list.Pages[0].Revision, false, cancellation);
    }

    private Task<long?> WatchAsync(KubeHttp silo, long from, bool resumed, CancellationToken cancellation)
    {
        var session =
            new WatchSession { Name = NextName(), Start = recorder.Now, Scope = scope, From = from, Resumed = resumed, Events = [] };
        return ReadAsync(silo, session, $"&resourceVersion={from}", cancellation);
    }

    private Task<long?> WatchInitialEventsAsync(KubeHttp silo, CancellationToken cancellation)
    {
        var session = new WatchSession
        {
            Name = NextName(), Start = recorder.Now, Scope = scope, From = 0, InitialEvents = true, Events = [],
        };
        return ReadAsync(silo, session, "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan", cancellation);
    }

    private string NextName() => $"{name}-{_sessions++}";

    /// <summary>Reads one watch to its end and records it; returns the revision to resume from, or null when it must start over.</summary>
    private async Task<long?> ReadAsync(KubeHttp silo, WatchSession session, string query, CancellationToken cancellation)
    {
        List<WatchedEvent> events = [];
        long? last = session.InitialEvents ? null : session.From;
        var seconds = 2 + _random.Next(8);
        var path = $"{TrafficObject.PathOf(scope)}{query}&watch=true&allowWatchBookmarks=true&timeoutSeconds={seconds}";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

        // A frozen silo ends nothing: an informer has such a deadline of its own through its keep-alive.
        limit.CancelAfter(TimeSpan.FromSeconds(seconds + 3));
        try
        {
            using var stream = await silo.WatchAsync(path, limit.Token);
            var isInitial = session.InitialEvents;
            while (!_isComplete && await stream.ReadAsync(limit.Token) is { } frame)
            {
                if (frame.Type == "ERROR")
                {
                    return OnError(frame, last);
                }

                Keep(events, frame);
                isInitial &= !frame.EndsInitialEvents;
                last = isInitial ? null : frame.Revision;
            }
        }
        catch (Exception error) when (KubeHttp.IsConnectionLoss(error))
        {
            recorder.AddFailure($"watch {error.GetType().Name}");
        }
        finally
        {
            recorder.Add(session with { Events = events });
        }

        return last;
    }

    private void Keep(List<WatchedEvent> events, WatchEvent frame)
    {
        var now = recorder.Now;
        if (frame.Type == WatchedEvent.Bookmark)
        {
            events.Add(new WatchedEvent(now, frame.Type, frame.Revision, "", null) { EndsInitialEvents = frame.EndsInitialEvents });
        }
        else if (TrafficObject.Parse(frame.Object) is { } item)
        {
            events.Add(new WatchedEvent(now, frame.Type, frame.Revision, item.Key, item.Value));
            _isComplete = item.Key == _lastMarker;
        }
    }

    private long? OnError(WatchEvent frame, long? last)
    {
        recorder.AddFailure($"watch {frame}");
        if (frame.Object["code"]?.GetValue<int>() != 410)
        {
            return last;
        }

        Expirations++;
        return null;
    }
}
