namespace Orleans.KubeApi.Grains.Streams;

/// <summary>One change of one object. Events of a resource come in the order of their resourceVersion, each once.</summary>
/// <param name="Type">What happened.</param>
/// <param name="ResourceVersion">
/// The change's resourceVersion: the position to go on from. Grows within a resource; says nothing across resources.
/// </param>
/// <param name="Namespace">Namespace of the object, "" for a cluster-scoped one.</param>
/// <param name="Name">Name of the object.</param>
/// <param name="Json">The object as UTF-8 JSON in the version it is stored in; not to be changed.</param>
[GenerateSerializer, Immutable, Alias("kubeapi.KubeEvent")]
public sealed record KubeEvent(
    [property: Id(0)] KubeEventType Type, [property: Id(1)] long ResourceVersion, [property: Id(2)] string Namespace,
    [property: Id(3)] string Name, [property: Id(4)] byte[] Json);
