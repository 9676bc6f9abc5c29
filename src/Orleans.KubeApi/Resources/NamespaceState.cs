namespace Orleans.KubeApi.Resources;

/// <summary>What a create needs to know of its namespace.</summary>
internal enum NamespaceState
{
    /// <summary>Exists, or the resource is cluster-scoped.</summary>
    Active,

    /// <summary>Being deleted: no new objects.</summary>
    Terminating,

    /// <summary>Does not exist.</summary>
    Missing,
}
