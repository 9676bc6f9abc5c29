namespace Orleans.KubeApi.Authorization.Rbac;

/// <summary>Gives the roles and bindings of this moment.</summary>
internal interface IPolicySource
{
    /// <summary>
    /// The policy in force, never older than a second; the same instance until something changes. Costs next to nothing where nothing did.
    /// </summary>
    RbacPolicy Current { get; }
}
