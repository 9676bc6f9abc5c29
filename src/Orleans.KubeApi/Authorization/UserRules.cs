using Orleans.KubeApi.Authorization.Rbac;

namespace Orleans.KubeApi.Authorization;

/// <summary>What a user may do.</summary>
/// <param name="Rules">The rules that are known.</param>
/// <param name="IsIncomplete">There may be more that this authorizer can't list.</param>
/// <param name="Problems">What could not be told.</param>
internal sealed record UserRules(IReadOnlyList<PolicyRule> Rules, bool IsIncomplete, IReadOnlyList<string> Problems);
