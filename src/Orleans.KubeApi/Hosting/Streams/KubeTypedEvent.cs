using k8s;
using k8s.Models;
using Orleans.KubeApi.Grains.Streams;

namespace Orleans.KubeApi.Hosting.Streams;

/// <summary>An event with its object as KubernetesClient knows it.</summary>
/// <param name="Type">What happened.</param>
/// <param name="ResourceVersion">The position to go on from.</param>
/// <param name="Object">The object; its last state for a deletion.</param>
public sealed record KubeTypedEvent<T>(KubeEventType Type, long ResourceVersion, T Object)
    where T : IKubernetesObject<V1ObjectMeta>;
