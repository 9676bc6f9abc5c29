using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>
/// Keeps levels and schemas equal to their objects, and gives every level its seats. Requests see only <see cref="Current"/>, an immutable
/// snapshot; levels outlive their objects until their last request has left. One caller at a time changes something.
/// </summary>
internal sealed class FlowController
{
    /// <summary>How often seats are lent anew.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly int _seats;
    private readonly TimeProvider _time;
    private Dictionary<string, FlowLevel> _levels = new(StringComparer.Ordinal);
    private Dictionary<(string Level, string Schema), FlowStatistics> _statistics = [];
    private FlowConfiguration _current = new([]);
    private int _sum;

    /// <summary>Starts with the mandatory levels and schemas.</summary>
    /// <param name="seats">All seats of this server.</param>
    /// <param name="time">The clock.</param>
    public FlowController(int seats, TimeProvider time)
    {
        _seats = seats;
        _time = time;
        Update([], []);
    }

    /// <summary>What is in force.</summary>
    public FlowConfiguration Current => Volatile.Read(ref _current);

    /// <summary>The fraction of the last adjustment (seat_fair_frac).</summary>
    public double FairFraction { get; private set; }

    /// <summary>All levels, also those that only wait for their end; by name.</summary>
    public IReadOnlyList<FlowLevel> Levels
    {
        get
        {
            lock (_lock)
            {
                return [.. _levels.Values.OrderBy(l => l.Settings.Name, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Takes the objects as they are now. Broken ones count as absent, and so do schemas whose level is.</summary>
    public void Update(IEnumerable<ObjectNode> levels, IEnumerable<ObjectNode> schemas)
    {
        lock (_lock)
        {
            var wanted = levels.Select(LevelSettings.Read).OfType<LevelSettings>().ToDictionary(l => l.Name, StringComparer.Ordinal);
            wanted.TryAdd(LevelSettings.Exempt, LevelSettings.Mandatory(LevelSettings.Exempt));
            wanted.TryAdd(LevelSettings.CatchAll, LevelSettings.Mandatory(LevelSettings.CatchAll));
            var next = new Dictionary<string, FlowLevel>(StringComparer.Ordinal);
            foreach (var settings in wanted.Values)
            {
                var level = _levels.GetValueOrDefault(settings.Name) ?? new FlowLevel(settings, _time);
                level.Configure(settings);
                level.IsQuiescing = false;
                next.Add(settings.Name, level);
            }

            Volatile.Write(ref _current, Compile(schemas, next));
            foreach (var (name, level) in _levels)
            {
                if (!next.ContainsKey(name) && !level.IsIdle)
                {
                    level.IsQuiescing = true;
                    next.Add(name, level);
                }
            }

            _levels = next;
            _sum = SeatAllocation.Divide(_levels.Values, _seats);
            FairFraction = SeatAllocation.Adjust(_levels.Values, _sum);
        }
    }

    /// <summary>A period is over.</summary>
    public void Adjust()
    {
        lock (_lock)
        {
            var gone = _levels.Where(l => l.Value.IsQuiescing && l.Value.IsIdle).Select(l => l.Key).ToList();
            if (gone.Count > 0)
            {
                gone.ForEach(name => _levels.Remove(name));
                _sum = SeatAllocation.Divide(_levels.Values, _seats);
            }

            FairFraction = SeatAllocation.Adjust(_levels.Values, _sum);
        }
    }

    private FlowConfiguration Compile(IEnumerable<ObjectNode> trees, Dictionary<string, FlowLevel> levels)
    {
        var statistics = new Dictionary<(string, string), FlowStatistics>();
        FlowStatistics Of(string level, string schema)
        {
            var found = _statistics.GetValueOrDefault((level, schema)) ?? new FlowStatistics();
            statistics[(level, schema)] = found;
            return found;
        }

        var schemas = new List<CompiledSchema>();
        foreach (var tree in trees)
        {
            if (levels.TryGetValue(CompiledSchema.LevelOf(tree), out var level))
            {
                schemas.Add(CompiledSchema.Read(tree, level, Of(level.Settings.Name, new Resources.ObjectMeta(tree).Name)));
            }
        }

        foreach (var name in new[] { LevelSettings.Exempt, LevelSettings.CatchAll })
        {
            if (schemas.All(s => s.Name != name))
            {
                schemas.Add(CompiledSchema.Mandatory(name, levels[name], Of(name, name)));
            }
        }

        _statistics = statistics;
        return new FlowConfiguration(schemas);
    }
}
