namespace Orleans.KubeApi.Storage;

/// <summary>
/// Names one history: a logical cluster, an API group ("" = core) and a plural resource name. All versions of a type share it.
/// </summary>
internal readonly record struct CollectionId(string Cluster, string Group, string Resource)
{
    /// <summary>"root/pods" or "root/deployments.apps", for logs.</summary>
    public override string ToString() => Group.Length == 0 ? $"{Cluster}/{Resource}" : $"{Cluster}/{Resource}.{Group}";
}
