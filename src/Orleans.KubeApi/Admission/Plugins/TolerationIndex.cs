using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>
/// Tolerations by what they tolerate: whether one of them covers another toleration is known without looking at all. One covers another if
/// it tolerates all that the other does (any key or effect where it names none, any value with Exists), for as long.
/// </summary>
internal sealed class TolerationIndex
{
    private const long Forever = long.MaxValue;

    // For how long a key, an effect and a value (null: any, operator Exists) are tolerated at most.
    private readonly Dictionary<(string Key, string Effect, string? Value), long> _longest = [];

    public TolerationIndex(IEnumerable<ObjectNode> tolerations)
    {
        foreach (var toleration in tolerations)
        {
            var (key, effect, value, seconds) = Parts(toleration);
            _longest[(key, effect, value)] = Math.Max(seconds, _longest.GetValueOrDefault((key, effect, value), long.MinValue));
        }
    }

    /// <summary>Whether one of them tolerates all that this one does.</summary>
    public bool Covers(ObjectNode narrow)
    {
        var (key, effect, value, seconds) = Parts(narrow);
        return Has(key, effect, value, seconds) || Has(key, "", value, seconds)
            || (key.Length > 0 && (Has("", effect, value, seconds) || Has("", "", value, seconds)));
    }

    /// <summary>
    /// The tolerations without those that others make needless: of equal ones the first stays, of one that covers another only the wider.
    /// </summary>
    public static IEnumerable<ObjectNode> Merge(IReadOnlyList<ObjectNode> tolerations)
    {
        var index = new TolerationIndex(tolerations);
        var seen = new HashSet<(string, string, string?, long)>();
        foreach (var toleration in tolerations)
        {
            if (!index.IsNarrow(toleration) && seen.Add(Parts(toleration)))
            {
                yield return toleration;
            }
        }
    }

    // Whether another one tolerates more.
    private bool IsNarrow(ObjectNode toleration)
    {
        var (key, effect, value, seconds) = Parts(toleration);
        return (_longest.TryGetValue((key, effect, value), out var longest) && longest > seconds)
            || (value is not null && _longest.TryGetValue((key, effect, null), out longest) && longest >= seconds)
            || (effect.Length > 0 && Has(key, "", value, seconds))
            || (key.Length > 0 && (Has("", effect, value, seconds) || Has("", "", value, seconds)));
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
}
