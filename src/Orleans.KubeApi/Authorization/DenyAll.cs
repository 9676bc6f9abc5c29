using Orleans.KubeApi.Authentication;

namespace Orleans.KubeApi.Authorization;

/// <summary>Says no to everything: what stands where no authorizer was given.</summary>
internal sealed class DenyAll : IAuthorizer
{
    private DenyAll()
    {
    }

    /// <summary>The only one.</summary>
    public static DenyAll Instance { get; } = new();

    /// <inheritdoc/>
    public ValueTask<AuthorizerDecision> AuthorizeAsync(
        UserInfo user, RequestAttributes attributes, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new AuthorizerDecision(Decision.NoOpinion, "Everything is forbidden."));
}
