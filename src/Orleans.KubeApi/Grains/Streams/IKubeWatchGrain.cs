namespace Orleans.KubeApi.Grains.Streams;

/// <summary>
/// A watch that is pulled. Key: any text that no other watch uses (a new GUID). Nothing is read ahead of the consumer, so a slow one costs
/// nothing and loses nothing; behind the memory of the silo it is served from the store.
/// </summary>
[Alias("kubeapi.IKubeWatchGrain")]
public interface IKubeWatchGrain : IGrainWithStringKey
{
    /// <summary>
    /// The events in batches that are never empty, without end. Every batch is ordered by resourceVersion except the initial ones of a
    /// request without <see cref="KubeWatchRequest.After"/>, which are ordered by namespace and name and end with the batch whose
    /// <see cref="KubeEventBatch.ResourceVersion"/> is above zero.
    /// </summary>
    /// <exception cref="KubeExpiredException">The position is too old.</exception>
    /// <exception cref="ArgumentException">The selector is wrong.</exception>
    [Alias("Watch")]
    IAsyncEnumerable<KubeEventBatch> Watch(KubeWatchRequest request, CancellationToken cancellationToken = default);
}
