namespace Orleans.KubeApi.Authorization.Rbac;

/// <summary>A remembered decision.</summary>
/// <param name="Decision">It holds whatever the name is, unless the next says otherwise.</param>
/// <param name="DependsOnName">Only rules for single names fit: they must be looked at for each request.</param>
internal sealed record CachedDecision(AuthorizerDecision Decision, bool DependsOnName);
