using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Authorization.Rbac;

namespace Orleans.KubeApi.Hosting.Access;

/// <summary>Builds the chain of authorizers from the options, and anew when its file changes. A request is judged by one chain.</summary>
internal sealed class AuthorizationSetup : IRulesAuthorizer
{
    private readonly IPolicySource _policy;
    private AuthorizerChain _chain;

    /// <summary>Reads the options.</summary>
    /// <exception cref="KubeApiOptionsException">They can't be used.</exception>
    public AuthorizationSetup(PolicyFeed policy)
    {
        _policy = policy;
        _chain = Configure();
    }

    /// <inheritdoc/>
    public ValueTask<AuthorizerDecision> AuthorizeAsync(
        UserInfo user, RequestAttributes attributes, CancellationToken cancellationToken) =>
        Volatile.Read(ref _chain).AuthorizeAsync(user, attributes, cancellationToken);

    /// <inheritdoc/>
    public UserRules RulesFor(UserInfo user, string ns) => Volatile.Read(ref _chain).RulesFor(user, ns);

    private AuthorizerChain Configure() => new([new MastersAuthorizer(), new RbacAuthorizer(_policy)]);
}
