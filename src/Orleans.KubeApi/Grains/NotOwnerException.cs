namespace Orleans.KubeApi.Grains;

/// <summary>This activation can't prove that it is the collection's owner.</summary>
[GenerateSerializer, Alias("kubeapi.notowner")]
internal sealed class NotOwnerException() : Exception("the collection's owner does not hold its lease");
