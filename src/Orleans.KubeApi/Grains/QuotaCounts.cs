using Orleans.KubeApi.Admission.Quota;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Grains;

/// <summary>What the objects of one namespace take, by quota. Measures are kept for as long as the objects don't change.</summary>
internal sealed class QuotaCounts(string ns, TimeProvider time)
{
    private readonly Dictionary<GroupResource, Dictionary<StoredObject, Counted>> _measured = [];

    /// <summary>What is used of a quota, each of its names included.</summary>
    public Amounts Of(QuotaRule rule, IReadOnlyDictionary<GroupResource, CollectionSnapshot> snapshots)
    {
        var used = new Amounts();
        foreach (var name in rule.Hard.Keys.Where(n => QuotaNames.CountedBy(n) is not null))
        {
            used[name] = default;
        }

        foreach (var resource in rule.Resources)
        {
            foreach (var item in Measure(resource, snapshots[resource]).Where(rule.Matches))
            {
                used.AddAll(item.Usage, always: false);
            }
        }

        return used;
    }

    private Dictionary<StoredObject, Counted>.ValueCollection Measure(GroupResource resource, CollectionSnapshot snapshot)
    {
        var before = _measured.GetValueOrDefault(resource) ?? [];
        var items = snapshot.List(new ListQuery(ns)).Items;
        var now = time.GetUtcNow();
        var after = new Dictionary<StoredObject, Counted>(items.Count, ReferenceEqualityComparer.Instance);
        foreach (var item in items)
        {
            after[item] = before.TryGetValue(item, out var known) && !known.IsTimed ? known
                : QuotaMeasure.Of(resource, item.Parse(), now);
        }

        _measured[resource] = after;
        return after.Values;
    }
}
