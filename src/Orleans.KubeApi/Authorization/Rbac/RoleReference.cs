namespace Orleans.KubeApi.Authorization.Rbac;

/// <summary>The role that a binding gives.</summary>
/// <param name="Kind">Role or ClusterRole.</param>
/// <param name="Name">Its name.</param>
internal readonly record struct RoleReference(string Kind, string Name);
