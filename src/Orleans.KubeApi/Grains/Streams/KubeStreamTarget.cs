using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Grains.Streams;

/// <summary>What a stream is of.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Namespace">The Kubernetes namespace; "" = all.</param>
/// <param name="Selector">The label selector; "" = all.</param>
internal sealed record KubeStreamTarget(GroupResource Resource, string Namespace, string Selector);
