using Orleans.KubeApi.Authentication;

namespace Orleans.KubeApi.Authorization;

/// <summary>Decides whether a user may do something. Anything but a clear yes is a no.</summary>
internal interface IAuthorizer
{
    /// <summary>Whether the request is allowed. Must be fast and must not wait: compiled rules only.</summary>
    bool IsAllowed(UserInfo user, in RequestAttributes attributes);
}
