using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authorization.Rbac;

namespace Orleans.KubeApi.Authorization;

/// <summary>The modes AlwaysAllow, which has to be asked for twice, and AlwaysDeny.</summary>
internal sealed class AlwaysAuthorizer(bool allow) : IRulesAuthorizer
{
    /// <inheritdoc/>
    public ValueTask<AuthorizerDecision> AuthorizeAsync(
        UserInfo user, RequestAttributes attributes, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new AuthorizerDecision(
            allow ? Decision.Allow : Decision.NoOpinion, allow ? "" : "Everything is forbidden."));

    /// <inheritdoc/>
    public UserRules RulesFor(UserInfo user, string ns) => new(allow ? PolicyRule.Everything : [], IsIncomplete: false, []);
}
