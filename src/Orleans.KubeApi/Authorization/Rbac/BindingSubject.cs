namespace Orleans.KubeApi.Authorization.Rbac;

/// <summary>Whom a binding gives its role to.</summary>
/// <param name="Kind">User, Group or ServiceAccount.</param>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">Of a service account.</param>
internal readonly record struct BindingSubject(string Kind, string Name, string Namespace)
{
    /// <summary>The user name that it means; for a group its name.</summary>
    public string Identity => Kind == "ServiceAccount" ? $"system:serviceaccount:{Namespace}:{Name}" : Name;

    /// <summary>As the original names it in its reasons.</summary>
    public override string ToString() => Kind == "ServiceAccount" ? $"{Kind} \"{Name}/{Namespace}\"" : $"{Kind} \"{Name}\"";
}
