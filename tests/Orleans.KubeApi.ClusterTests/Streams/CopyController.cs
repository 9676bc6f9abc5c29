using k8s;
using k8s.Models;
using Orleans.KubeApi.Grains.Streams;
using Orleans.KubeApi.Hosting.Streams;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Orleans.KubeApi.ClusterTests.Streams;

/// <summary>
/// A controller written as a grain, to be copied: one activation per Kubernetes namespace (the grain's key), made by the first event
/// there. It keeps a copy of every ConfigMap that is labelled <c>copy=true</c>. The label is part of the stream's name, so entering and
/// leaving the selector arrive as Added and Deleted. It compares and then writes, so an event that comes twice does no harm.
/// </summary>
[ImplicitStreamSubscription("configmaps?copy=true")]
public sealed class CopyController : Grain, IGrainWithStringKey, IStreamSubscriptionObserver, IAsyncObserver<KubeEvent>
{
    /// <summary>The client that it writes with; a real service would take it from the silo's services.</summary>
    internal static Func<IKubernetes>? Client { get; set; }

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory)
    {
        ArgumentNullException.ThrowIfNull(handleFactory);
        await handleFactory.Create<KubeEvent>().ResumeAsync(this);
    }

    public async Task OnNextAsync(KubeEvent item, StreamSequenceToken? token = null)
    {
        var source = item.Typed<V1ConfigMap>().Object;
        var name = source.Name() + "-copy";
        var maps = Client!().CoreV1;
        var all = await maps.ListNamespacedConfigMapAsync(source.Namespace(), fieldSelector: $"metadata.name={name}");
        if (all.Items.Count == 0 && item.Type != KubeEventType.Deleted)
        {
            var copy = new V1ConfigMap { Metadata = new V1ObjectMeta { Name = name }, Data = source.Data };
            await maps.CreateNamespacedConfigMapAsync(copy, source.Namespace());
        }
        else if (all.Items.Count > 0 && item.Type == KubeEventType.Deleted)
        {
            await maps.DeleteNamespacedConfigMapAsync(name, source.Namespace());
        }
        else if (all.Items.Count > 0 && !Same(all.Items[0].Data, source.Data))
        {
            all.Items[0].Data = source.Data;
            await maps.ReplaceNamespacedConfigMapAsync(all.Items[0], name, source.Namespace());
        }
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    private static bool Same(IDictionary<string, string>? one, IDictionary<string, string>? other) =>
        (one ?? new Dictionary<string, string>()).OrderBy(static p => p.Key, StringComparer.Ordinal)
            .SequenceEqual((other ?? new Dictionary<string, string>()).OrderBy(static p => p.Key, StringComparer.Ordinal));
}
