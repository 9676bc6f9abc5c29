using System.Globalization;
using Orleans.KubeApi.Admission.Quota;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Grains;

/// <summary>
/// Counts the quotas of one namespace, in one place of the cluster. What is used is counted from the caches, never remembered: the objects
/// there are, plus what writes under way have taken. A pass serves all writes that wait, and shows the result in the quotas' status, by a
/// write that fails if somebody else has counted meanwhile (another activation of the grain): then the pass runs again.
/// </summary>
internal sealed class QuotaLedger(string ns, ICollectionCaches caches, IObjectStore objects, TimeSpan floor, TimeProvider time)
{
    private const int PassesMax = 8;
    private const int WaitingMax = 10_000;
    private readonly QuotaHolds _holds = new(time);
    private readonly QuotaFloors _floors = new(floor, time);
    private readonly QuotaCounts _counts = new(ns, time);
    private readonly Queue<(QuotaClaim Claim, TaskCompletionSource<string?> Answer)> _waiting = new();
    private long _quotasFrom;
    private bool _isKnown;
    private bool _mustCount;
    private Task? _running;

    /// <summary>Takes what a write needs; the refusal's words if it can't have it.</summary>
    public Task<string?> TakeAsync(QuotaClaim claim)
    {
        if (_waiting.Count >= WaitingMax)
        {
            throw StatusErrors.TooManyRequests("too many writes wait for the quotas of this namespace", 1);
        }

        var answer = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue((claim, answer));
        Start();
        return answer.Task;
    }

    /// <summary>A write is over.</summary>
    public void End(Guid id, long revision)
    {
        if (revision > 0)
        {
            _holds.Settle(id, revision);
        }
        else if (_holds.Remove(id))
        {
            Count();
        }
    }

    /// <summary>Shows in the quotas' status what is used now.</summary>
    public void Count()
    {
        _mustCount = true;
        Start();
    }

    private void Start()
    {
        if (_running is null or { IsCompleted: true })
        {
            _running = RunAsync();
        }
    }

    private async Task RunAsync()
    {
        await Task.Yield(); // whoever asks in the same turn is served by the same pass
        while (_waiting.Count > 0 || _mustCount)
        {
            var batch = _waiting.ToList();
            _waiting.Clear();
            _mustCount = false;
            try
            {
                await ServeAsync(batch);
            }
            catch (Exception failed)
            {
                _isKnown = false;
                var refusal = failed as StatusException ?? StatusErrors.Unavailable("the quotas of the namespace can't be counted");
                batch.ForEach(b => b.Answer.TrySetException(refusal));
            }
        }
    }

    private async Task ServeAsync(List<(QuotaClaim Claim, TaskCompletionSource<string?> Answer)> batch)
    {
        var isFresh = !_isKnown || batch.Count == 0; // what was just deleted is to be seen
        for (var pass = 1; pass <= PassesMax; pass++)
        {
            batch.ForEach(b => _holds.Remove(b.Claim.Id));
            var rules = await RulesAsync(isFresh);
            var snapshots = await SnapshotsAsync(rules, isFresh);
            var used = rules.ToDictionary(r => r, r => Used(r, snapshots));
            var taken = new List<(QuotaRule Rule, Amounts Amounts)>();
            var answers = batch.ConvertAll(b => Decide(b.Claim, used, taken));
            _isKnown = true;
            if (!isFresh && answers.Exists(a => a is not null))
            {
                isFresh = true; // nobody is refused because of what was deleted a moment ago
                continue;
            }

            if (await ShowAsync(used))
            {
                taken.ForEach(t => _floors.Took(t.Rule, t.Amounts));
                for (var i = 0; i < batch.Count; i++)
                {
                    batch[i].Answer.TrySetResult(answers[i]);
                }

                return;
            }

            isFresh = true;
        }

        throw StatusErrors.Conflict(QuotaDesk.Quotas, "");
    }

    private async Task<List<QuotaRule>> RulesAsync(bool isFresh)
    {
        var cache = await caches.GetAsync(QuotaDesk.Quotas, CancellationToken.None);
        var snapshot = isFresh ? await cache.FreshAsync(CancellationToken.None)
            : await cache.NotOlderThanAsync(_quotasFrom, CancellationToken.None);
        return [.. snapshot.List(new ListQuery(ns)).Items.Select(QuotaRule.Of)];
    }

    private async Task<Dictionary<GroupResource, CollectionSnapshot>> SnapshotsAsync(List<QuotaRule> rules, bool isFresh)
    {
        var snapshots = new Dictionary<GroupResource, CollectionSnapshot>();
        foreach (var resource in rules.SelectMany(r => r.Resources).Distinct())
        {
            var cache = await caches.GetAsync(resource, CancellationToken.None);
            snapshots[resource] = isFresh ? await cache.FreshAsync(CancellationToken.None) : cache.Latest;
        }

        _holds.KeepOnly(snapshots.Keys);
        foreach (var (resource, snapshot) in snapshots)
        {
            _holds.Prune(resource, snapshot);
        }

        return snapshots;
    }

    private Amounts Used(QuotaRule rule, Dictionary<GroupResource, CollectionSnapshot> snapshots)
    {
        var used = _counts.Of(rule, snapshots);
        used.AddAll(_holds.Of(rule), always: false);
        _floors.Raise(rule, used);
        return used;
    }

    private string? Decide(QuotaClaim claim, Dictionary<QuotaRule, Amounts> used, List<(QuotaRule Rule, Amounts Amounts)> taken)
    {
        var now = time.GetUtcNow();
        var after = QuotaMeasure.Of(claim.Resource, claim.Object, now);
        var before = claim.Old is null ? null : QuotaMeasure.Of(claim.Resource, claim.Old, now);
        var wishes = new List<(QuotaRule Rule, Amounts Amounts)>();
        foreach (var rule in used.Keys.Where(r => r.Matches(after)).OrderBy(r => r.Name, StringComparer.Ordinal))
        {
            if (claim.Resource is { Group: "", Resource: "pods" } && PodMeasure.Missing(claim.Object, rule.Hard.Keys) is { } missing)
            {
                return $"failed quota: {rule.Name}: {missing}";
            }

            var wanted = after.Usage.Above(before is not null && rule.Matches(before) ? before.Usage : null).Only(rule.Hard.Keys);
            if (claim.Subresource != "status" && Exceeded(rule, used[rule], wanted) is { } refusal)
            {
                return refusal;
            }

            wishes.Add((rule, wanted));
        }

        if (!claim.DryRun && wishes.Exists(w => w.Amounts.Count > 0))
        {
            wishes.ForEach(w => used[w.Rule].AddAll(w.Amounts, always: false));
            taken.AddRange(wishes);
            _holds.Put(claim, after, before);
        }

        return null;
    }

    private static string? Exceeded(QuotaRule rule, Amounts used, Amounts wanted)
    {
        var over = wanted.Keys.Where(n => Amounts.Sum(used.GetValueOrDefault(n), wanted[n]).CompareTo(rule.Hard[n]) > 0).ToList();
        return over.Count == 0 ? null
            : $"exceeded quota: {rule.Name}, requested: {wanted.Only(over)}, used: {used.Only(over)}, limited: {rule.Hard.Only(over)}";
    }

    /// <summary>Writes what changed into the quotas' status. False: somebody else wrote meanwhile.</summary>
    private async Task<bool> ShowAsync(Dictionary<QuotaRule, Amounts> used)
    {
        var hasAll = true;
        foreach (var (rule, amounts) in used.OrderBy(u => u.Key.Name, StringComparer.Ordinal))
        {
            if (!rule.StatusHard.IsSame(rule.Hard) || !rule.StatusUsed.IsSame(amounts))
            {
                hasAll &= await ShowAsync(rule, amounts);
            }
        }

        return hasAll;
    }

    private async Task<bool> ShowAsync(QuotaRule rule, Amounts used)
    {
        var metadata = new ObjectNode
        {
            { "name", rule.Name }, { "namespace", ns }, { "uid", rule.Uid },
            { "resourceVersion", rule.Revision.ToString(CultureInfo.InvariantCulture) },
        };
        var body = new ObjectNode
        {
            { "kind", "ResourceQuota" }, { "apiVersion", "v1" }, { "metadata", metadata },
            { "status", new ObjectNode { { "hard", rule.Hard.ToNode() }, { "used", used.ToNode() } } },
        };
        var result = await objects.WriteAsync(
            new WriteRequest
            {
                Group = "",
                Version = "v1",
                Resource = QuotaDesk.Quotas.Resource,
                Subresource = "status",
                Namespace = ns,
                Name = rule.Name,
                Verb = WriteVerb.Update,
                Body = body.ToUtf8(),
                FieldManager = "kube-apiserver",
                User = UserInfo.ApiServer,
            },
            CancellationToken.None);
        if (result.Error is { Reason: "Conflict" or "NotFound" })
        {
            return false;
        }

        if (result.Error is { } error)
        {
            throw new StatusException(error);
        }

        _floors.Wrote(rule, used);
        var version = NodeReader.Parse(result.Body.Span) is ObjectNode written ? written.Object("metadata")?.Text("resourceVersion") : null;
        _quotasFrom = Math.Max(_quotasFrom, long.TryParse(version, CultureInfo.InvariantCulture, out var revision) ? revision : 0);
        return true;
    }
}
