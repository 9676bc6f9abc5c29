using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Grains;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Resources.Kinds.Network;
using Orleans.KubeApi.Storage;

namespace Orleans.KubeApi.Hosting;

/// <summary>Registers what lies behind the front end: store, lease, caches, operations, the facade to the grains.</summary>
internal static class EngineServices
{
    /// <summary>Adds the services of one server.</summary>
    public static void Add(IServiceCollection services, KubeApiOptions options)
    {
        services.AddSingleton<IRevisionStore>(s => CreateStore(s, options));
        services.AddSingleton(new SiloName($"{Environment.MachineName}/{Guid.NewGuid():N}"));
        services.AddSingleton<SiloLease>();
        services.AddSingleton<SiloStop>();
        services.AddSingleton<AccountIdentity>();
        services.AddSingleton(new CacheLimits());
        services.AddSingleton(new HousekeepingOptions { EventTtl = options.EventTtl });
        services.AddSingleton<ServingGate>();
        services.AddSingleton<IServingGate>(s => s.GetRequiredService<ServingGate>());
        services.AddSingleton<CollectionFeeds>();
        services.AddSingleton(CreateFeeds);
        services.AddSingleton<CollectionCaches>();
        services.AddSingleton<ICollectionCaches>(s => s.GetRequiredService<CollectionCaches>());
        services.AddSingleton(_ => TypeLibrary.Load());
        services.AddSingleton(s => BuiltInCatalog.Load(s.GetRequiredService<TypeLibrary>()));
        services.AddSingleton<WriteOperation>();
        services.AddSingleton(_ => DefaultPlugins.Chain);
        services.AddSingleton<IObjectStore, ObjectStore>();
        services.AddSingleton<SystemObjectKeeper>();
        services.AddSingleton(ServiceNetwork.Parse(options.ServiceClusterIpRange, options.ServiceNodePortRange));
        services.AddSingleton<AddressClaims>();
        services.AddSingleton<PortClaims>();
        services.AddSingleton<ClaimDesk>();
        services.AddSingleton<ClaimRepair>();
        services.AddSingleton<EndpointsPublisher>();
    }

    private static ICollectionFeeds CreateFeeds(IServiceProvider services)
    {
        var feeds = services.GetRequiredService<CollectionFeeds>();
        return Environment.GetEnvironmentVariable(SabotagedFeeds.Variable) is { Length: > 0 } sabotage
            ? new SabotagedFeeds(feeds, sabotage, services.GetRequiredService<TimeProvider>())
            : feeds;
    }

    /// <summary>The store that the options name; <see cref="IRevisionStore.MigrateAsync"/> was not called yet.</summary>
    public static IRevisionStore CreateStore(IServiceProvider services, KubeApiOptions options)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var loggers = services.GetRequiredService<ILoggerFactory>();
        return options.IsEmbedded
            ? SqliteRevisionStore.Open(services.GetRequiredService<DataFolder>().StoreFolder, time,
                loggers.CreateLogger<SqliteRevisionStore>(), options.FlushToDisk)
            : new PostgresRevisionStore(
                services.GetRequiredService<NpgsqlDataSource>(), time, loggers.CreateLogger<PostgresRevisionStore>());
    }
}
