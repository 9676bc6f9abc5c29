namespace Orleans.KubeApi.Grains.Streams;

/// <summary>What a pull watch asks for.</summary>
[GenerateSerializer, Immutable, Alias("kubeapi.KubeWatchRequest")]
public sealed record KubeWatchRequest
{
    /// <summary>As in kubectl: <c>configmaps</c>, <c>deployments.apps</c>.</summary>
    [Id(0)]
    public required string Resource { get; init; }

    /// <summary>Only this namespace; "" = all, or a cluster-scoped resource.</summary>
    [Id(1)]
    public string Namespace { get; init; } = "";

    /// <summary>Only the object of this name; "" = all.</summary>
    [Id(2)]
    public string Name { get; init; } = "";

    /// <summary>Label selector as in a request's <c>labelSelector</c>; "" = all.</summary>
    [Id(3)]
    public string LabelSelector { get; init; } = "";

    /// <summary>
    /// Events after this resourceVersion. Null: first an <see cref="KubeEventType.Added"/> for everything that is there now (with the
    /// object's own resourceVersion), then what follows.
    /// </summary>
    [Id(4)]
    public long? After { get; init; }
}
