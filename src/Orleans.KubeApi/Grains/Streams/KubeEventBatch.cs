namespace Orleans.KubeApi.Grains.Streams;

/// <summary>Some events that came together.</summary>
/// <param name="Events">The events, in order.</param>
/// <param name="ResourceVersion">Where to go on after them; 0 inside an initial list, which can only be started anew.</param>
[GenerateSerializer, Immutable, Alias("kubeapi.KubeEventBatch")]
public sealed record KubeEventBatch([property: Id(0)] KubeEvent[] Events, [property: Id(1)] long ResourceVersion);
