using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>
/// Tolerations by what they tolerate: whether one of them covers another toleration, or is at odds with it, is known without looking at
/// all. One covers another if it tolerates all that the other does (any key or effect where it names none, any value with Exists), for as
/// long; two of one key and effect are at odds if neither covers the other.
/// </summary>
internal sealed class TolerationIndex
{
    private const long Forever = long.MaxValue;

    // For how long a key, an effect and a value (null: any, operator Exists) are tolerated at most.
    private readonly Dictionary<(string Key, string Effect, string? Value), long> _longest = [];
    private readonly Dictionary<(string Key, string Effect), Group> _groups = [];

    public TolerationIndex(IEnumerable<ObjectNode> tolerations)
    {
        foreach (var toleration in tolerations)
        {
            var (key, effect, value, seconds) = Parts(toleration);
            _longest[(key, effect, value)] = Math.Max(seconds, _longest.GetValueOrDefault((key, effect, value), long.MinValue));
            if (!_groups.TryGetValue((key, effect), out var group))
            {
                _groups.Add((key, effect), group = new());
            }

            group.Add(value, seconds);
        }
    }

    /// <summary>Whether one of them tolerates all that this one does.</summary>
    public bool Covers(ObjectNode narrow)
    {
        var (key, effect, value, seconds) = Parts(narrow);
        return Has(key, effect, value, seconds) || Has(key, "", value, seconds)
            || (key.Length > 0 && (Has("", effect, value, seconds) || Has("", "", value, seconds)));
    }

    /// <summary>Whether one of them tolerates the same taint in another way.</summary>
    public bool ConflictsWith(ObjectNode other)
    {
        var (key, effect, value, seconds) = Parts(other);
        return key.Length > 0 && _groups.TryGetValue((key, effect), out var group) && group.ConflictsWith(value, seconds);
    }

    // Only NoExecute has a time.
    private static (string Key, string Effect, string? Value, long Seconds) Parts(ObjectNode toleration)
    {
        var effect = toleration.Text("effect") ?? "";
        return (toleration.Text("key") ?? "", effect, toleration.Text("operator") == "Exists" ? null : toleration.Text("value") ?? "",
            effect == "NoExecute" ? toleration.Integer("tolerationSeconds") ?? Forever : Forever);
    }

    private bool Has(string key, string effect, string? value, long seconds) =>
        (_longest.TryGetValue((key, effect, null), out var longest) && longest >= seconds)
        || (value is not null && _longest.TryGetValue((key, effect, value), out longest) && longest >= seconds);

    /// <summary>The tolerations of one key and effect, as far as conflicts need them.</summary>
    private sealed class Group
    {
        private long _shortestOfAny = Forever;
        private long _longestOfOne = long.MinValue;
        private string? _value;
        private bool _hasOtherValues;

        public void Add(string? value, long seconds)
        {
            if (value is null)
            {
                _shortestOfAny = Math.Min(_shortestOfAny, seconds);
                return;
            }

            _longestOfOne = Math.Max(_longestOfOne, seconds);
            _hasOtherValues |= _value is not null && _value != value;
            _value ??= value;
        }

        // Any value but shorter, one value but longer, or two values.
        public bool ConflictsWith(string? value, long seconds) => value is null
            ? _longestOfOne > seconds
            : _shortestOfAny < seconds || _hasOtherValues || (_value is not null && _value != value);
    }
}
