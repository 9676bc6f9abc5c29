namespace Orleans.KubeApi.Objects;

/// <summary>A kind in one version of its group ("" = core).</summary>
internal readonly record struct GroupVersionKind(string Group, string Version, string Kind)
{
    /// <summary>"v1" or "apps/v1".</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>"Pod" or "Deployment.apps", as error messages print it.</summary>
    public string GroupKind => Group.Length == 0 ? Kind : $"{Kind}.{Group}";
}
