using System.Reflection;
using System.Runtime.CompilerServices;
using k8s;
using k8s.Models;
using Orleans.KubeApi.Grains.Streams;

namespace Orleans.KubeApi.Hosting.Streams;

/// <summary>Watches and events with KubernetesClient's types.</summary>
public static class KubeTypedWatch
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>The object of an event.</summary>
    public static KubeTypedEvent<T> Typed<T>(this KubeEvent item)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(item);
        using var json = new MemoryStream(item.Json, writable: false);
        return new KubeTypedEvent<T>(item.Type, item.ResourceVersion, KubernetesJson.Deserialize<T>(json));
    }

    /// <summary>How kubectl writes the resource of a type: <c>configmaps</c>, <c>deployments.apps</c>.</summary>
    /// <exception cref="ArgumentException">The type says nothing of its resource.</exception>
    public static string ResourceOf<T>()
        where T : IKubernetesObject<V1ObjectMeta> => typeof(T).GetCustomAttribute<KubernetesEntityAttribute>() is { } entity
            ? entity.Group.Length == 0 ? entity.PluralName : $"{entity.PluralName}.{entity.Group}"
            : throw new ArgumentException($"{typeof(T)} has no KubernetesEntity attribute");

    /// <summary>
    /// A watch without end that outlives silos: it goes on elsewhere from the last resourceVersion, without a gap or a repeat. Only a
    /// loss during the initial list starts that list again.
    /// </summary>
    /// <param name="grains">An Orleans client, or the grain factory of a silo.</param>
    /// <param name="ns">Only this namespace; "" = all, or a cluster-scoped resource.</param>
    /// <param name="labelSelector">Only objects it selects.</param>
    /// <param name="after">Events after this resourceVersion; null: everything that is there first, as <c>Added</c>.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <exception cref="KubeExpiredException">The position is too old: list again.</exception>
    public static async IAsyncEnumerable<KubeTypedEvent<T>> WatchObjectsAsync<T>(
        this IGrainFactory grains, string ns = "", string labelSelector = "", long? after = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(grains);
        var request = new KubeWatchRequest
        {
            Resource = ResourceOf<T>(),
            Namespace = ns,
            LabelSelector = labelSelector,
            After = after,
        };
        while (true)
        {
            var grain = grains.GetGrain<IKubeWatchGrain>(Guid.NewGuid().ToString("N"));
            await using var batches = grain.Watch(request, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await NextAsync(batches, cancellationToken) is { } batch)
            {
                foreach (var item in batch.Events)
                {
                    yield return item.Typed<T>();
                }

                request = batch.ResourceVersion > 0 ? request with { After = batch.ResourceVersion } : request;
            }

            cancellationToken.ThrowIfCancellationRequested();
            await Task.Delay(Pause, cancellationToken);
        }
    }

    // Null when the watch has ended and may be taken up elsewhere.
    private static async ValueTask<KubeEventBatch?> NextAsync(IAsyncEnumerator<KubeEventBatch> batches, CancellationToken cancellationToken)
    {
        try
        {
            return await batches.MoveNextAsync() ? batches.Current : null;
        }
        catch (Exception lost) when (!cancellationToken.IsCancellationRequested
            && lost is OrleansException or TimeoutException or InvalidOperationException or EnumerationAbortedException)
        {
            return null;
        }
    }
}
