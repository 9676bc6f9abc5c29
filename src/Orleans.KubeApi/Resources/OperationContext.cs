namespace Orleans.KubeApi.Resources;

/// <summary>What an operation may know of the world besides the object and the request.</summary>
/// <param name="Now">Server time, for creationTimestamp and deletionTimestamp.</param>
/// <param name="Namespace">State of the request's namespace.</param>
internal sealed record OperationContext(DateTimeOffset Now, NamespaceState Namespace);
