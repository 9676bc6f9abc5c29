namespace Orleans.KubeApi.Admission;

/// <summary>Makes objects that a write takes for granted and nobody has made yet. What is there already is fine.</summary>
internal interface INamespaceProvisioner
{
    /// <summary>The namespace, if it is missing.</summary>
    ValueTask EnsureNamespaceAsync(string ns, CancellationToken cancellationToken);

    /// <summary>
    /// The ServiceAccount "default" and the ConfigMap "kube-root-ca.crt" of a namespace. False: they are not made on demand here.
    /// </summary>
    ValueTask<bool> EnsureDefaultsAsync(string ns, CancellationToken cancellationToken);
}
