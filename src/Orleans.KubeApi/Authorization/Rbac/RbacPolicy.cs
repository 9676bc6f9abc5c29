using Orleans.KubeApi.Authentication;

namespace Orleans.KubeApi.Authorization.Rbac;

/// <summary>
/// All roles and bindings of one moment, indexed by whom they are for. Immutable, but for the decisions that it remembers: they are valid
/// as long as it is.
/// </summary>
internal sealed class RbacPolicy : IRuleResolver
{
    private readonly Dictionary<string, PolicyRule[]> _clusterRoles;
    private readonly Dictionary<string, PolicyRule[]> _roles;
    private readonly GrantIndex _cluster;
    private readonly Dictionary<string, GrantIndex> _namespaces;
    private readonly DecisionCache _decisions = new();

    /// <summary>The policy of these roles and bindings; keys are "name" and "namespace/name".</summary>
    public RbacPolicy(
        Dictionary<string, PolicyRule[]> clusterRoles, Dictionary<string, PolicyRule[]> roles,
        IReadOnlyList<RoleBindingEntry> clusterBindings, IReadOnlyList<RoleBindingEntry> bindings)
    {
        (_clusterRoles, _roles) = (clusterRoles, roles);
        _cluster = new GrantIndex(clusterBindings, this);
        _namespaces = bindings.GroupBy(b => b.Namespace)
            .ToDictionary(g => g.Key, g => new GrantIndex([.. g], this), StringComparer.Ordinal);
    }

    /// <summary>No roles at all.</summary>
    public static RbacPolicy Empty { get; } = new([], [], [], []);

    /// <summary>The decision about one request.</summary>
    public AuthorizerDecision Decide(UserInfo user, in RequestAttributes attributes)
    {
        var key = new DecisionKey(user, attributes);
        if (_decisions.Find(key) is not { } known)
        {
            known = Judge(user, attributes);
            _decisions.Add(key, known);
        }

        return known.DependsOnName ? JudgeName(user, attributes) : known.Decision;
    }

    /// <inheritdoc/>
    public (IReadOnlyList<PolicyRule> Rules, IReadOnlyList<string> Problems) RulesFor(UserInfo user, string ns)
    {
        var rules = new List<PolicyRule>();
        var problems = new List<string>();
        foreach (var index in Both(ns))
        {
            foreach (var grant in index.All(user).DistinctBy(g => g.Order).OrderBy(g => g.Order))
            {
                if (grant.Rules is null)
                {
                    problems.Add(grant.Problem);
                }
                else
                {
                    rules.AddRange(grant.Rules);
                }
            }
        }

        return (rules, problems);
    }

    /// <inheritdoc/>
    public IReadOnlyList<PolicyRule>? RulesOf(RoleReference role, string ns) => role.Kind switch
    {
        "ClusterRole" => _clusterRoles.GetValueOrDefault(role.Name),
        "Role" when ns.Length > 0 => _roles.GetValueOrDefault($"{ns}/{role.Name}"),
        _ => null,
    };

    // What holds whatever the name is; most decisions are of that sort, so that one entry serves all objects of a resource.
    private CachedDecision Judge(UserInfo user, in RequestAttributes attributes)
    {
        var dependsOnName = false;
        List<string>? problems = null;
        foreach (var index in Both(attributes.Namespace))
        {
            foreach (var grant in index.Distinct(user))
            {
                if (grant.Rules is null)
                {
                    (problems ??= []).Add(grant.Problem);
                    continue;
                }

                foreach (var rule in grant.Rules)
                {
                    if (!rule.AllowsAnyName(attributes))
                    {
                        continue;
                    }

                    if (!attributes.IsResource || rule.Names.Length == 0)
                    {
                        return new CachedDecision(new AuthorizerDecision(Decision.Allow, grant.Reason), DependsOnName: false);
                    }

                    dependsOnName = true;
                }
            }
        }

        return new CachedDecision(new AuthorizerDecision(Decision.NoOpinion, Hint(problems)), dependsOnName);
    }

    private AuthorizerDecision JudgeName(UserInfo user, in RequestAttributes attributes)
    {
        List<string>? problems = null;
        foreach (var index in Both(attributes.Namespace))
        {
            foreach (var grant in index.Distinct(user))
            {
                if (grant.Rules is null)
                {
                    (problems ??= []).Add(grant.Problem);
                    continue;
                }

                foreach (var rule in grant.Rules)
                {
                    if (rule.AllowsName(attributes.Name) && rule.AllowsAnyName(attributes))
                    {
                        return new AuthorizerDecision(Decision.Allow, grant.Reason);
                    }
                }
            }
        }

        return new AuthorizerDecision(Decision.NoOpinion, Hint(problems));
    }

    private static string Hint(List<string>? problems) => problems?.Distinct().ToList() switch
    {
        null => "",
        [var one] => "RBAC: " + one,
        var many => $"RBAC: [{string.Join(", ", many)}]",
    };

    private IEnumerable<GrantIndex> Both(string? ns) =>
        string.IsNullOrEmpty(ns) || !_namespaces.TryGetValue(ns, out var own) ? [_cluster] : [_cluster, own];
}
