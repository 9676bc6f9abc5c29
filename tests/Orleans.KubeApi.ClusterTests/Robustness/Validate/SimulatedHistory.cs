using Orleans.KubeApi.ClusterTests.Robustness.Model;

namespace Orleans.KubeApi.ClusterTests.Robustness.Validate;

/// <summary>
/// A correct history made without any server: one state, a clock that counts, calls that overlap, and watches that are told of each step.
/// It shares no code with the checker, so that what the checker accepts or refuses means something.
/// </summary>
internal sealed class SimulatedHistory(int seed)
{
    public const long StartRevision = 100;
    private const int Steps = 400;
    private static readonly string[] _namespaces = ["r-b", "r"];
    private readonly Random _random = new(seed);
    private readonly SortedDictionary<string, ObjectState> _state = new(StringComparer.Ordinal);
    private readonly List<WatchedEvent> _log = [];
    private readonly List<WriteOperation> _writes = [];
    private readonly List<GetOperation> _gets = [];
    private readonly List<ListOperation> _lists = [];
    private readonly List<(Scope Scope, List<WatchedEvent> Events)> _watches =
    [
        (Scope.All, []), (new Scope("r", null), []), (new Scope(null, "red"), []), (new Scope("r-b", "blue"), []),
    ];

    private long _now = 1_000;
    private long _revision = StartRevision;

    public History Run()
    {
        for (var step = 0; step < Steps; step++)
        {
            _now += 10;
            Step(step);
        }

        return new History(StartRevision, _log, _writes, _gets, _lists, [.. _watches.SelectMany(Sessions)]);
    }

    private void Step(int step)
    {
        var key = $"{_namespaces[_random.Next(2)]}/k-{_random.Next(8)}";
        var team = _random.Next(2) == 0 ? "red" : "blue";
        var tag = $"t{step}";
        var before = _state.GetValueOrDefault(key);
        switch (_random.Next(7))
        {
            case 0 or 1 when before is null:
                Write(Call(WriteKind.Create, key, tag) with { Team = team }, new ObjectState($"u{step}", 0, tag, tag, tag, team));
                break;
            case 0 when before is not null:
                _writes.Add(Call(WriteKind.Create, key, tag) with { Team = team, Outcome = Outcome.Refused, Reason = "AlreadyExists" });
                break;
            case 1 or 2 when before is not null:
                Write(
                    Call(WriteKind.Update, key, tag) with { Team = team, P = before.P, ExpectedRevision = before.Revision },
                    before with { Tag = tag, V = tag, Team = team });
                break;
            case 3 when before is not null:
                Write(Call(WriteKind.Patch, key, tag), before with { Tag = tag, P = tag });
                break;
            case 4 when before is not null && _random.Next(2) == 0:
                Write(Call(WriteKind.Delete, key, tag) with { DeletedUid = before.Uid }, null);
                break;
            case 5:
                List();
                break;
            default:
                _gets.Add(new GetOperation(1, _now - _random.Next(25), _now + _random.Next(25), key, before));
                break;
        }
    }

    private WriteOperation Call(WriteKind kind, string key, string tag) => new()
    {
        Client = _random.Next(4),
        Start = _now - _random.Next(25),
        End = _now + _random.Next(25),
        Kind = kind,
        Key = key,
        Tag = tag,
        Outcome = Outcome.Done,
    };

    private void Write(WriteOperation call, ObjectState? after)
    {
        _revision += 1 + _random.Next(3);
        var before = _state.GetValueOrDefault(call.Key);
        after = after is null ? null : after with { Revision = _revision };
        if (after is null)
        {
            _state.Remove(call.Key);
        }
        else
        {
            _state[call.Key] = after;
        }

        var type = after is null ? WatchedEvent.Deleted : before is null ? WatchedEvent.Added : WatchedEvent.Modified;
        _log.Add(new WatchedEvent(0, type, _revision, call.Key, after ?? before! with { Revision = _revision }));
        Tell(call.Key, before, after);
        _writes.Add(_random.Next(12) == 0 ? call with { Outcome = Outcome.Unknown } : call with { Result = after });
        if (_random.Next(20) == 0)
        {
            _writes.Add(Call(WriteKind.Patch, call.Key, call.Tag + "-never") with { Outcome = Outcome.Unknown });
        }
    }

    private void Tell(string key, ObjectState? before, ObjectState? after)
    {
        foreach (var (scope, events) in _watches)
        {
            var inside =
                key.StartsWith((scope.Namespace ?? "r").TrimEnd('/') + (scope.Namespace is null ? "" : "/"), StringComparison.Ordinal);
            var was = inside && before is not null && (scope.Team is null || before.Team == scope.Team);
            var isNow = inside && after is not null && (scope.Team is null || after.Team == scope.Team);
            if (was || isNow)
            {
                var type = was && isNow ? WatchedEvent.Modified : isNow ? WatchedEvent.Added : WatchedEvent.Deleted;
                events.Add(
                    new WatchedEvent(_now + _random.Next(40), type, _revision, key, isNow ? after : before! with { Revision = _revision }));
            }

            if (_random.Next(6) == 0)
            {
                events.Add(new WatchedEvent(_now, WatchedEvent.Bookmark, _revision, "", null));
            }
        }
    }

    private void List()
    {
        var scope = _watches[_random.Next(_watches.Count)].Scope;
        var items = _state.Where(pair =>
            (scope.Namespace is null || pair.Key.Split('/')[0] == scope.Namespace)
                && (scope.Team is null || pair.Value.Team == scope.Team));
        var pages = items.Chunk(_random.Next(2) == 0 ? 3 : 100).Select(page => new ReadPage(_revision, page)).ToList();
        _lists.Add(new ListOperation(
            2, _now - _random.Next(25), _now + _random.Next(25), scope, ReadConsistency.MostRecent, 0, pages is [] ? [new(_revision, [])]
            : pages));
    }

    private IEnumerable<WatchSession> Sessions((Scope Scope, List<WatchedEvent> Events) watch)
    {
        var from = StartRevision;
        var name = 0;
        foreach (var part in watch.Events.Chunk(20))
        {
            yield return new WatchSession
            {
                Name = $"{watch.Scope}-{name}",
                Start = 0,
                Scope = watch.Scope,
                From = from,
                Resumed = name++ > 0,
                Events = part,
            };
            from = part[^1].Revision;
        }
    }
}
