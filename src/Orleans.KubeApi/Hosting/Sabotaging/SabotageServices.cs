using Microsoft.Extensions.DependencyInjection;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Grains;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Storage;

namespace Orleans.KubeApi.Hosting.Sabotaging;

/// <summary>Puts the sabotage where it belongs if the variable is set; otherwise everything is what it is without this folder.</summary>
internal static class SabotageServices
{
    private static readonly TimeSpan NoEnd = TimeSpan.FromHours(1);

    /// <summary>The store, or a lying one around it.</summary>
    public static IRevisionStore Around(IRevisionStore store, TimeProvider time) =>
        SabotageSwitch.FromEnvironment() is { } sabotage ? new SabotagedStore(store, sabotage, time) : store;

    /// <summary>The feeds, the door for writes and the limits of the caches; sabotaged, if the variable says so.</summary>
    public static void Add(IServiceCollection services)
    {
        var limits = new CacheLimits();
        if (SabotageSwitch.FromEnvironment() is not { } sabotage)
        {
            services.AddSingleton(limits);
            services.AddSingleton<ICollectionFeeds>(s => s.GetRequiredService<CollectionFeeds>());
            services.AddSingleton<IObjectStore, ObjectStore>();
            return;
        }

        services.AddSingleton(sabotage);
        services.AddSingleton(Falsified(limits, sabotage));
        services.AddSingleton<ICollectionFeeds>(s =>
            new SabotagedFeeds(s.GetRequiredService<CollectionFeeds>(), sabotage, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ObjectStore>();
        services.AddSingleton<IObjectStore>(s =>
            new SabotagedWrites(s.GetRequiredService<ObjectStore>(), sabotage, s.GetRequiredService<TimeProvider>()));
        services.AddHostedService<SabotagedStop>();
    }

    private static CacheLimits Falsified(CacheLimits limits, SabotageSwitch sabotage)
    {
        // The store is asked more often, so that what it is made to answer is seen.
        limits = limits with { RecentSnapshots = 1, KeptSnapshots = 1 };
        if (sabotage.IsOn(SabotageSwitch.EndlessWait))
        {
            limits = limits with { RevisionWait = NoEnd, LoadWait = NoEnd };
        }

        return sabotage.IsOn(SabotageSwitch.EndlessChannel)
            ? limits with { ChannelEvents = int.MaxValue, ChannelBytes = long.MaxValue / 2 }
            : limits;
    }
}
