using Orleans.KubeApi.Authentication;

namespace Orleans.KubeApi.Authorization.Rbac;

/// <summary>Who holds which rules, as far as this silo knows now.</summary>
internal interface IRuleResolver
{
    /// <summary>All rules that a user holds in a namespace ("" for none), and what could not be resolved.</summary>
    (IReadOnlyList<PolicyRule> Rules, IReadOnlyList<string> Problems) RulesFor(UserInfo user, string ns);

    /// <summary>The rules of a role; null if there is no such role.</summary>
    IReadOnlyList<PolicyRule>? RulesOf(RoleReference role, string ns);
}
