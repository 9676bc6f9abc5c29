namespace Orleans.KubeApi.Grains.Streams;

/// <summary>State of <see cref="KubeInterestGrain"/>.</summary>
[GenerateSerializer, Alias("kubeapi.KubeInterest")]
internal sealed class KubeInterest
{
    /// <summary>The streams, oldest first.</summary>
    [Id(0)]
    public List<StreamId> Streams { get; set; } = [];
}
