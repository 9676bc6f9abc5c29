namespace Orleans.KubeApi.Objects;

/// <summary>A resource type without version: API group ("" = core) and plural resource name.</summary>
internal readonly record struct GroupResource(string Group, string Resource)
{
    /// <summary>"pods" or "deployments.apps", as error messages print it.</summary>
    public override string ToString() => Group.Length == 0 ? Resource : $"{Resource}.{Group}";
}
