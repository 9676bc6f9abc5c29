using Orleans.KubeApi.Authentication;

namespace Orleans.KubeApi.Http.Impersonating;

/// <summary>Who a request is allowed to be.</summary>
/// <param name="User">The user.</param>
/// <param name="Constraint">The constrained verb that allowed it, "" for the old unconstrained one.</param>
internal sealed record Impersonated(UserInfo User, string Constraint);
