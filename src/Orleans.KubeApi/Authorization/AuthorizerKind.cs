namespace Orleans.KubeApi.Authorization;

/// <summary>A kind of authorizer, as modes and configuration files name it.</summary>
internal enum AuthorizerKind
{
    Node,
    RBAC,
    Webhook,
    AlwaysAllow,
    AlwaysDeny,
}
