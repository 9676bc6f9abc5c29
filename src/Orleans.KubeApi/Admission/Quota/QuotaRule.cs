using System.Runtime.CompilerServices;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Quota;

/// <summary>A ResourceQuota, compiled once for each of its versions.</summary>
internal sealed class QuotaRule
{
    private static readonly ConditionalWeakTable<StoredObject, QuotaRule> Known = [];
    private readonly HashSet<GroupResource> _resources;

    private QuotaRule(StoredObject stored)
    {
        var tree = stored.Parse();
        var spec = tree.Object("spec") ?? [];
        var status = tree.Object("status");
        Name = stored.Name;
        Uid = tree.Object("metadata")?.Text("uid") ?? "";
        Revision = stored.Revision;
        Hard = Amounts.Of(spec.Object("hard"));
        StatusHard = Amounts.Of(status?.Object("hard"));
        StatusUsed = Amounts.Of(status?.Object("used"));
        Scopes = QuotaScope.Of(spec);
        _resources = [.. Hard.Keys.Select(QuotaNames.CountedBy).OfType<GroupResource>()];
    }

    public string Name { get; }

    public string Uid { get; }

    public long Revision { get; }

    /// <summary>spec.hard.</summary>
    public Amounts Hard { get; }

    /// <summary>status.hard: of an earlier spec until it was counted again.</summary>
    public Amounts StatusHard { get; }

    /// <summary>status.used.</summary>
    public Amounts StatusUsed { get; }

    /// <summary>All of them must match.</summary>
    public IReadOnlyList<QuotaScope> Scopes { get; }

    /// <summary>The resources it counts.</summary>
    public IReadOnlyCollection<GroupResource> Resources => _resources;

    /// <summary>The rule of a stored quota.</summary>
    public static QuotaRule Of(StoredObject quota) => Known.GetValue(quota, static q => new QuotaRule(q));

    /// <summary>Whether it counts objects of the resource.</summary>
    public bool Concerns(GroupResource resource) => _resources.Contains(resource);

    /// <summary>The names of <see cref="Hard"/> that count objects of the resource.</summary>
    public IEnumerable<string> NamesOf(GroupResource resource) => Hard.Keys.Where(n => QuotaNames.CountedBy(n) == resource);

    /// <summary>Whether it counts this object.</summary>
    public bool Matches(Counted item) => Concerns(item.Resource) && Scopes.All(s => s.Matches(item.Facts));
}
