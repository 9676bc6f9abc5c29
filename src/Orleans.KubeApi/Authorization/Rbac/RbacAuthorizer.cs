using Orleans.KubeApi.Authentication;

namespace Orleans.KubeApi.Authorization.Rbac;

/// <summary>Decides by roles and bindings (<c>rbac.authorization.k8s.io</c>). Only ever allows; never a hard no.</summary>
internal sealed class RbacAuthorizer(IPolicySource source) : IRulesAuthorizer
{
    /// <inheritdoc/>
    public ValueTask<AuthorizerDecision> AuthorizeAsync(
        UserInfo user, RequestAttributes attributes, CancellationToken cancellationToken) =>
        ValueTask.FromResult(source.Current.Decide(user, attributes));

    /// <inheritdoc/>
    public UserRules RulesFor(UserInfo user, string ns)
    {
        var (rules, problems) = source.Current.RulesFor(user, ns);
        return new UserRules(rules, IsIncomplete: false, [.. problems.Distinct()]);
    }
}
