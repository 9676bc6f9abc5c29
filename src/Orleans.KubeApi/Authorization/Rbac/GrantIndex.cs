using System.Runtime.InteropServices;
using Orleans.KubeApi.Authentication;

namespace Orleans.KubeApi.Authorization.Rbac;

/// <summary>The bindings of one namespace, or of the cluster, by the subjects they name.</summary>
internal sealed class GrantIndex
{
    private readonly Dictionary<string, List<Grant>> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Grant>> _groups = new(StringComparer.Ordinal);

    // Without those that give a subject a role it has already: enough for a decision.
    private readonly Dictionary<string, Grant[]> _distinctUsers;
    private readonly Dictionary<string, Grant[]> _distinctGroups;

    /// <summary>Indexes bindings in their order.</summary>
    public GrantIndex(IReadOnlyList<RoleBindingEntry> bindings, IRuleResolver roles)
    {
        for (var i = 0; i < bindings.Count; i++)
        {
            var binding = bindings[i];
            var rules = roles.RulesOf(binding.Role, binding.Namespace) as PolicyRule[];
            var problem = rules is not null ? "" : Problem(binding.Role);
            foreach (var subject in binding.Subjects)
            {
                var into = subject.Kind == "Group" ? _groups : _users;
                ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(into, subject.Identity, out _);
                list ??= [];
                if (list.Count == 0 || list[^1].Order != i)
                {
                    list.Add(new Grant(i, binding, subject, rules, problem));
                }
            }
        }

        _distinctUsers = Distinct(_users);
        _distinctGroups = Distinct(_groups);
    }

    /// <summary>What a user has, by his name and by his groups.</summary>
    public IEnumerable<Grant> All(UserInfo user) => (_users.GetValueOrDefault(user.Name) ?? [])
        .Concat(user.Groups.SelectMany(g => _groups.GetValueOrDefault(g) ?? []));

    /// <summary>The same, each role once for each name.</summary>
    public IEnumerable<Grant> Distinct(UserInfo user)
    {
        foreach (var grant in _distinctUsers.GetValueOrDefault(user.Name) ?? [])
        {
            yield return grant;
        }

        for (var i = 0; i < user.Groups.Count; i++)
        {
            foreach (var grant in _distinctGroups.GetValueOrDefault(user.Groups[i]) ?? [])
            {
                yield return grant;
            }
        }
    }

    private static Dictionary<string, Grant[]> Distinct(Dictionary<string, List<Grant>> grants) =>
        grants.ToDictionary(
            g => g.Key, g => g.Value.Count == 1 ? g.Value.ToArray() : [.. g.Value.DistinctBy(Role)], StringComparer.Ordinal);

    private static (string Kind, string Name) Role(Grant grant) => (grant.Binding.Role.Kind, grant.Binding.Role.Name);

    private static string Problem(RoleReference role) => role.Kind is "Role" or "ClusterRole"
        ? $"{role.Kind.ToLowerInvariant()}.rbac.authorization.k8s.io \"{role.Name}\" not found"
        : $"unsupported role reference kind: \"{role.Kind}\"";
}
