namespace Orleans.KubeApi.Authorization.Rbac;

/// <summary>A role as one subject has it by one binding.</summary>
/// <param name="Order">Place of the binding among all.</param>
/// <param name="Binding">Where it comes from.</param>
/// <param name="Subject">Which of the binding's subjects.</param>
/// <param name="Rules">The role's rules; null if there is no such role.</param>
/// <param name="Problem">Why there are no rules.</param>
internal sealed record Grant(int Order, RoleBindingEntry Binding, BindingSubject Subject, PolicyRule[]? Rules, string Problem)
{
    /// <summary>The reason of a yes.</summary>
    public string Reason => "RBAC: allowed by " + Binding.Describe(Subject);
}
