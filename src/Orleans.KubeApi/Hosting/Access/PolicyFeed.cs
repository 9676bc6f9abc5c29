using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authorization.Rbac;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Hosting.Access;

/// <summary>
/// Compiles the policy from this silo's caches of roles and bindings. Whoever asks looks whether one of the four moved since, which costs
/// four reads; the first who sees it compiles anew while others go on with what was in force. After a compilation that took long, the next
/// one waits a multiple of its time, so that a storm of changes can't take more than a part of a core; never longer than half a second.
/// <para>
/// Nobody gets anything by a policy that this silo can't vouch for: when it is no active member of the cluster, or hasn't heard from the
/// owner of roles or bindings for longer than any cache may (<see cref="CacheLimits.Staleness"/>), whoever asks is told to come again.
/// </para>
/// </summary>
internal sealed class PolicyFeed(ICollectionCaches caches, IServingGate gate, CacheLimits limits, TimeProvider time)
    : IPolicySource, IRuleResolver
{
    /// <summary>Roles and bindings live here.</summary>
    public const string Group = "rbac.authorization.k8s.io";
    private const int RestFactor = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RefreshAfter = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RefreshWait = TimeSpan.FromMilliseconds(500);
    private readonly PolicyBuilder _builder = new();
    private readonly Lock _building = new();
    private CollectionCache[] _caches = [];
    private Compiled _compiled = new(RbacPolicy.Empty, [], 0);
    private Refresh? _refresh;

    /// <inheritdoc/>
    public RbacPolicy Current
    {
        get
        {
            var compiled = Volatile.Read(ref _compiled);
            var sources = Volatile.Read(ref _caches);
            var now = time.GetTimestamp();
            if (IsStale(sources, now))
            {
                throw StatusErrors.Unavailable("this server has lost contact with the owners of roles and bindings");
            }

            return compiled.IsOf(sources) || now < compiled.RestUntil ? compiled.Policy : Compile(sources);
        }
    }

    /// <summary>Whether the policy may not be gone by; then the server isn't ready.</summary>
    public bool IsTooOld => IsStale(Volatile.Read(ref _caches), time.GetTimestamp());

    /// <inheritdoc/>
    public ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        var last = Volatile.Read(ref _refresh);
        if (last is null || time.GetElapsedTime(last.Started, now) > RefreshAfter)
        {
            // All refused requests of a quarter of a second share one question to the owners.
            var next = new Refresh(now);
            if (ReferenceEquals(Interlocked.CompareExchange(ref _refresh, next, last), last))
            {
                _ = RunAsync(next);
            }

            last = Volatile.Read(ref _refresh)!;
        }

        return last.Done.Task.IsCompleted ? ValueTask.CompletedTask : new ValueTask(last.Done.Task.WaitAsync(cancellationToken));
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

    private bool IsStale(CollectionCache[] sources, long now)
    {
        foreach (var source in sources)
        {
            if (time.GetElapsedTime(source.Feeder.LastContact, now) > limits.Staleness)
            {
                return true;
            }
        }

        return sources.Length > 0 && !gate.MayServe;
    }

    // Never fails: an owner that can't be asked makes nobody's no a yes, and the bound on staleness ends what it allows.
    private async Task RunAsync(Refresh refresh)
    {
        try
        {
            using var enough = new CancellationTokenSource(RefreshWait, time);
            Task all = Task.WhenAll(Volatile.Read(ref _caches).Select(c => c.FreshAsync(enough.Token).AsTask()));
            await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            refresh.Done.TrySetResult();
        }
    }

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

    /// <summary>One question to the owners, which many wait for.</summary>
    private sealed record Refresh(long Started)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
