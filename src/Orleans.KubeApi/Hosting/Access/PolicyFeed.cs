using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authorization.Rbac;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Hosting.Access;

/// <summary>
/// Compiles the policy from this silo's caches of roles and bindings. Whoever asks looks whether one of the four moved since, which costs
/// four reads; the first who sees it compiles anew while others go on with what was in force. After a compilation that took long, the next
/// one waits a multiple of its time, so that a storm of changes can't take more than a part of a core; never longer than half a second.
/// </summary>
internal sealed class PolicyFeed(ICollectionCaches caches, TimeProvider time) : IPolicySource, IRuleResolver
{
    /// <summary>Roles and bindings live here.</summary>
    public const string Group = "rbac.authorization.k8s.io";
    private const int RestFactor = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private readonly PolicyBuilder _builder = new();
    private readonly Lock _building = new();
    private CollectionCache[] _caches = [];
    private Compiled _compiled = new(RbacPolicy.Empty, [], 0);

    /// <inheritdoc/>
    public RbacPolicy Current
    {
        get
        {
            var compiled = Volatile.Read(ref _compiled);
            var sources = Volatile.Read(ref _caches);
            return compiled.IsOf(sources) || time.GetTimestamp() < compiled.RestUntil ? compiled.Policy : Compile(sources);
        }
    }

    /// <summary>Loads the four collections; before that nobody has any rights by roles.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var loaded = new List<CollectionCache>();
        foreach (var resource in (string[])["clusterroles", "roles", "clusterrolebindings", "rolebindings"])
        {
            var cache = await caches.GetAsync(new GroupResource(Group, resource), cancellationToken);
            await cache.FreshAsync(cancellationToken);
            loaded.Add(cache);
        }

        Volatile.Write(ref _caches, [.. loaded]);
        _ = Current;
    }

    /// <inheritdoc/>
    public (IReadOnlyList<PolicyRule> Rules, IReadOnlyList<string> Problems) RulesFor(UserInfo user, string ns) =>
        Current.RulesFor(user, ns);

    /// <inheritdoc/>
    public IReadOnlyList<PolicyRule>? RulesOf(RoleReference role, string ns) => Current.RulesOf(role, ns);

    private RbacPolicy Compile(CollectionCache[] sources)
    {
        if (!_building.TryEnter())
        {
            return Volatile.Read(ref _compiled).Policy;
        }

        try
        {
            var started = time.GetTimestamp();
            var contents = Array.ConvertAll(sources, s => s.Latest.Objects);
            var policy = _builder.Build(contents[0], contents[1], contents[2], contents[3]);
            var rest = time.GetElapsedTime(started) * RestFactor;
            var until = time.GetTimestamp() + (long)((rest < Patience ? rest : Patience).TotalSeconds * time.TimestampFrequency);
            Volatile.Write(ref _compiled, new Compiled(policy, contents, until));
            return policy;
        }
        finally
        {
            _building.Exit();
        }
    }

    /// <summary>A policy and what it was made of.</summary>
    private sealed record Compiled(RbacPolicy Policy, object[] Contents, long RestUntil)
    {
        public bool IsOf(CollectionCache[] sources)
        {
            for (var i = 0; i < sources.Length; i++)
            {
                if (Contents.Length == 0 || !ReferenceEquals(Contents[i], sources[i].Latest.Objects))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
