using Orleans.KubeApi.Admission.Quota;

namespace Orleans.KubeApi.Grains;

/// <summary>
/// What a quota's status says that this ledger did not write: by the grain's former activation, perhaps on a silo that is gone, whose
/// writes may still be under way. For a while no less than that counts as used.
/// </summary>
internal sealed class QuotaFloors(TimeSpan lasts, TimeProvider time)
{
    private readonly Dictionary<string, Amounts> _written = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Amounts Used, long Since)> _floors = new(StringComparer.Ordinal);

    /// <summary>Notes what this ledger wrote.</summary>
    public void Wrote(QuotaRule rule, Amounts used) => _written[rule.Uid] = used;

    /// <summary>Raises what is used to the floor, if there is one.</summary>
    public void Raise(QuotaRule rule, Amounts used)
    {
        if (rule.StatusUsed.Count > 0 && (!_written.TryGetValue(rule.Uid, out var own) || !own.IsSame(rule.StatusUsed)))
        {
            _written[rule.Uid] = rule.StatusUsed;
            _floors[rule.Uid] = (new Amounts(rule.StatusUsed), time.GetTimestamp());
        }

        if (!_floors.TryGetValue(rule.Uid, out var floor))
        {
            return;
        }

        if (time.GetElapsedTime(floor.Since) > lasts)
        {
            _floors.Remove(rule.Uid);
            return;
        }

        used.RaiseTo(floor.Used.Only(used.Keys));
    }

    /// <summary>Something more was taken on top of the floor.</summary>
    public void Took(QuotaRule rule, Amounts more)
    {
        if (_floors.TryGetValue(rule.Uid, out var floor))
        {
            floor.Used.AddAll(more, always: false);
        }
    }
}
