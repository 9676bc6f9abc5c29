using Orleans.KubeApi.Admission.Quota;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Grains;

/// <summary>
/// What writes have taken that can't be counted yet, because the objects they make aren't in this silo's snapshots. A hold ends when its
/// write has failed, when the snapshot has reached its revision or shows its object, or when nobody has said anything for so long that the
/// write can't be under way any more.
/// </summary>
internal sealed class QuotaHolds(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);
    private readonly Dictionary<Guid, Hold> _holds = [];

    /// <summary>Notes what a write takes; what it took before is replaced.</summary>
    public void Put(QuotaClaim claim, Counted after, Counted? before) => _holds[claim.Id] = new Hold(
        claim.Resource,
        StoredObject.KeyOf(claim.Namespace, claim.Object.Object("metadata")?.Text("name") ?? ""),
        claim.Object.Object("metadata")?.Text("uid") ?? "",
        after, before, time.GetTimestamp());

    /// <summary>Takes a hold away: its write ended without a version, or asks anew.</summary>
    public bool Remove(Guid id) => _holds.Remove(id);

    /// <summary>The write made this revision.</summary>
    public void Settle(Guid id, long revision)
    {
        if (_holds.TryGetValue(id, out var hold))
        {
            hold.Revision = revision;
        }
    }

    /// <summary>Forgets what the snapshot of a collection counts by itself.</summary>
    public void Prune(GroupResource collection, CollectionSnapshot snapshot)
    {
        foreach (var (id, hold) in _holds.Where(h => h.Value.Collection == collection).ToList())
        {
            if ((hold.Revision > 0 && snapshot.Revision >= hold.Revision) || time.GetElapsedTime(hold.Since) > Longest
                || IsSeen(hold, snapshot.Find(hold.Key)))
            {
                _holds.Remove(id);
            }
        }
    }

    /// <summary>Forgets what no quota counts any more.</summary>
    public void KeepOnly(IReadOnlyCollection<GroupResource> collections)
    {
        foreach (var (id, _) in _holds.Where(h => !collections.Contains(h.Value.Collection)).ToList())
        {
            _holds.Remove(id);
        }
    }

    /// <summary>What is held of a quota.</summary>
    public Amounts Of(QuotaRule rule)
    {
        var held = new Amounts();
        foreach (var hold in _holds.Values.Where(h => rule.Matches(h.After)))
        {
            var isCounted = hold.Before is not null && rule.Matches(hold.Before);
            held.AddAll(hold.After.Usage.Above(isCounted ? hold.Before!.Usage : null));
        }

        return held;
    }

    // A new object is known by its uid; of a change only its writer can say when it is there.
    private static bool IsSeen(Hold hold, StoredObject? stored) =>
        hold.Before is null && stored is not null && stored.Field("metadata.uid") == hold.Uid;

    private sealed class Hold(
        GroupResource collection, string key, string uid, Counted after, Counted? before, long since)
    {
        public GroupResource Collection => collection;

        public string Key => key;

        public string Uid => uid;

        public Counted After => after;

        public Counted? Before => before;

        public long Since => since;

        /// <summary>0 while the write is under way.</summary>
        public long Revision { get; set; }
    }
}
