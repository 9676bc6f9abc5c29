using Orleans.KubeApi.Authentication;

namespace Orleans.KubeApi.Authorization;

/// <summary>system:masters may do everything, whatever the modes are: the server's own requests and the way back in.</summary>
internal sealed class MastersAuthorizer : IAuthorizer
{
    /// <inheritdoc/>
    public ValueTask<AuthorizerDecision> AuthorizeAsync(
        UserInfo user, RequestAttributes attributes, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new AuthorizerDecision(user.IsMaster ? Decision.Allow : Decision.NoOpinion));
}
