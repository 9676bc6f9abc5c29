using Orleans.KubeApi.Authentication;

namespace Orleans.KubeApi.Authorization.Rbac;

/// <summary>Decides by roles and bindings (<c>rbac.authorization.k8s.io</c>). Only ever allows; never a hard no.</summary>
internal sealed class RbacAuthorizer(IPolicySource source) : IRulesAuthorizer
{
    /// <inheritdoc/>
    public ValueTask<AuthorizerDecision> AuthorizeAsync(
        UserInfo user, RequestAttributes attributes, CancellationToken cancellationToken)
    {
        var policy = source.Current;
        var decision = policy.Decide(user, attributes);
        if (decision.IsAllowed)
        {
            return ValueTask.FromResult(decision);
        }

        // Another silo may have granted it a moment ago.
        var refreshing = source.RefreshAsync(cancellationToken);
        return refreshing.IsCompletedSuccessfully
            ? ValueTask.FromResult(Again(policy, decision, user, attributes)) : AgainAsync(refreshing, policy, decision, user, attributes);
    }

    /// <inheritdoc/>
    public UserRules RulesFor(UserInfo user, string ns)
    {
        var (rules, problems) = source.Current.RulesFor(user, ns);
        return new UserRules(rules, IsIncomplete: false, [.. problems.Distinct()]);
    }

    private async ValueTask<AuthorizerDecision> AgainAsync(
        ValueTask refreshing, RbacPolicy asked, AuthorizerDecision decision, UserInfo user, RequestAttributes attributes)
    {
        await refreshing;
        return Again(asked, decision, user, attributes);
    }

    private AuthorizerDecision Again(RbacPolicy asked, AuthorizerDecision decision, UserInfo user, RequestAttributes attributes)
    {
        var policy = source.Current;
        return ReferenceEquals(policy, asked) ? decision : policy.Decide(user, attributes);
    }
}
