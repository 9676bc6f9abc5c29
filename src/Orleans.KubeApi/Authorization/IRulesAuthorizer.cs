using Orleans.KubeApi.Authentication;

namespace Orleans.KubeApi.Authorization;

/// <summary>An authorizer that can also list what somebody may do (SelfSubjectRulesReview).</summary>
internal interface IRulesAuthorizer : IAuthorizer
{
    /// <summary>What the user may do in a namespace, as far as this authorizer can tell.</summary>
    UserRules RulesFor(UserInfo user, string ns);
}
