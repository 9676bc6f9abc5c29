namespace Orleans.KubeApi.ClusterTests.Robustness.Model;

/// <summary>The log as a function from revision to state, and as the event sequence that a watch of any scope must deliver.</summary>
internal sealed class ReplayedLog
{
    private static readonly ObjectTimeline _never = new();
    private readonly SortedDictionary<string, ObjectTimeline> _timelines = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<WatchedEvent> _log;

    public ReplayedLog(IReadOnlyList<WatchedEvent> log)
    {
        _log = log;
        foreach (var entry in log)
        {
            if (!_timelines.TryGetValue(entry.Key, out var timeline))
            {
                _timelines[entry.Key] = timeline = new ObjectTimeline();
            }

            timeline.Append(entry.Revision, entry.Type == WatchedEvent.Deleted ? null : entry.State);
        }
    }

    public ObjectTimeline Of(string key) => _timelines.GetValueOrDefault(key, _never);

    /// <summary>The objects of <paramref name="scope"/> at a revision in the order that a list must have.</summary>
    public List<KeyValuePair<string, ObjectState>> At(long revision, Scope scope) =>
    [
        .. _timelines
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value.At(revision)!))
            .Where(pair => scope.Matches(pair.Key, pair.Value)),
    ];

    /// <summary>What a watch must deliver after <paramref name="from"/> up to and including <paramref name="last"/>.</summary>
    public IEnumerable<WatchedEvent> Expected(Scope scope, long from, long last)
    {
        foreach (var entry in _log.Where(entry => entry.Revision > from && entry.Revision <= last))
        {
            var old = Of(entry.Key).At(entry.Revision - 1);
            var now = Of(entry.Key).At(entry.Revision);
            var matched = scope.Matches(entry.Key, old);
            var matches = scope.Matches(entry.Key, now);
            if (matches)
            {
                yield return entry with { Type = matched ? WatchedEvent.Modified : WatchedEvent.Added, State = now };
            }
            else if (matched)
            {
                // The old content, whether it left the scope or the world, with the revision of its leaving.
                yield return entry with { Type = WatchedEvent.Deleted, State = old! with { Revision = entry.Revision } };
            }
        }
    }
}
