using Microsoft.Extensions.DependencyInjection;
using Orleans.KubeApi.Grains.Streams;
using Orleans.Streams;

namespace Orleans.KubeApi.Hosting.Streams;

/// <summary>Registers the stream provider <see cref="KubeStreams.Provider"/> with silos and clients.</summary>
public static class KubeStreamHosting
{
    private const string Feed = "kubeapi-feed";

    /// <summary>
    /// Lets an Orleans client outside of the silos subscribe to streams of API objects. The silos need a gateway port
    /// (<c>--gateway-port</c>).
    /// </summary>
    public static IClientBuilder AddKubeApiStreams(this IClientBuilder client)
    {
        ArgumentNullException.ThrowIfNull(client);
        client.Services.AddKeyedSingleton<IStreamProvider>(KubeStreams.Provider, static (all, _) => new KubeStreamProvider(
            feed: null, contexts: null, all.GetRequiredService<IGrainFactory>(), all.GetService<TimeProvider>() ?? TimeProvider.System));
        return client;
    }

    /// <summary>The silo's side: pulling agents over this silo's caches.</summary>
    internal static void Add(ISiloBuilder silo)
    {
        silo.Services.AddSingleton<KubeStreamSources>();
        silo.AddPersistentStreams(Feed, KubeQueueAdapterFactory.Create, static streams =>
        {
            streams.ConfigureStreamPubSub(StreamPubSubType.ExplicitGrainBasedAndImplicit);
            streams.ConfigurePullingAgent(static agent => agent.Configure(static options =>
            {
                options.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(20);
                options.MaxEventDeliveryTime = TimeSpan.FromMinutes(1);
            }));
        });
        silo.Services.AddKeyedSingleton<IStreamProvider>(KubeStreams.Provider, static (all, _) => new KubeStreamProvider(
            all.GetRequiredKeyedService<IStreamProvider>(Feed), all.GetRequiredService<IGrainContextAccessor>(),
            all.GetRequiredService<IGrainFactory>(), all.GetRequiredService<TimeProvider>()));
    }
}
