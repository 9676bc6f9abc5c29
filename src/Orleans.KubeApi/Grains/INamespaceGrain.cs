namespace Orleans.KubeApi.Grains;

/// <summary>What one namespace's life needs somebody for. Key: "cluster/namespace".</summary>
[Alias("kubeapi.INamespaceGrain")]
internal interface INamespaceGrain : IGrainWithStringKey
{
    /// <summary>
    /// If the namespace is terminating: deletes what lives in it and, when it is empty, removes it. Returns at once; calling it again is
    /// harmless.
    /// </summary>
    [Alias("Empty")]
    Task Empty();
}
