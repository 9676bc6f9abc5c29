using Orleans.KubeApi.Authentication;

namespace Orleans.KubeApi.Authorization;

/// <summary>Decides whether a user may do something. Anything but a clear yes is a no.</summary>
internal interface IAuthorizer
{
    /// <summary>
    /// The decision. Completes at once, without I/O, unless a webhook has to be asked; never throws but for cancellation: what fails is no
    /// yes and says so in <see cref="AuthorizerDecision.Error"/>.
    /// </summary>
    ValueTask<AuthorizerDecision> AuthorizeAsync(UserInfo user, RequestAttributes attributes, CancellationToken cancellationToken);
}
