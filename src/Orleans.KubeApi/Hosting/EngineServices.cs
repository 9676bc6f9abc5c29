using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Admission.Quota;
using Orleans.KubeApi.Admission.Webhooks;
using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Authorization.Rbac;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Grains;
using Orleans.KubeApi.Hosting.Access;
using Orleans.KubeApi.Hosting.Admitting;
using Orleans.KubeApi.Hosting.Encryption;
using Orleans.KubeApi.Hosting.Failing;
using Orleans.KubeApi.Hosting.Measuring;
using Orleans.KubeApi.Hosting.Sabotaging;
using Orleans.KubeApi.Http.FlowControl;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Resources.Kinds.Network;
using Orleans.KubeApi.Storage;
using Orleans.KubeApi.Storage.Encryption;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Hosting;

/// <summary>Registers what lies behind the front end: store, lease, caches, operations, the facade to the grains.</summary>
internal static class EngineServices
{
    /// <summary>Adds the services of one server.</summary>
    public static void Add(IServiceCollection services, KubeApiOptions options)
    {
        services.AddSingleton(s => LiveEncryption.Open(
            options, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILoggerFactory>().CreateLogger("Orleans.KubeApi.Storage")));
        services.AddSingleton(s => new ProtectedRevisionStore(
            new MeasuredStore(
                SabotageServices.Around(Failpoints.Around(CreateStore(s, options)), s.GetRequiredService<TimeProvider>()),
                s.GetRequiredService<MetricRegistry>(), s.GetRequiredService<TimeProvider>()),
            s.GetRequiredService<LiveEncryption>().Current));
        services.AddSingleton<IRevisionStore>(s => s.GetRequiredService<ProtectedRevisionStore>());
        services.AddSingleton<IRowProtection>(s => s.GetRequiredService<ProtectedRevisionStore>());
        services.AddSingleton(new SiloName($"{Environment.MachineName}/{Guid.NewGuid():N}"));
        services.AddSingleton<MetricRegistry>();
        services.AddSingleton<CommitMetrics>();
        services.AddSingleton<AdmissionMetrics>();
        services.AddSingleton<StoreSize>();
        services.AddSingleton<EngineSource>();
        services.AddSingleton<SiloLease>();
        services.AddSingleton<SiloStop>();
        services.AddSingleton<AccountIdentity>();
        services.AddSingleton(Failpoints.Hasten(new HousekeepingOptions
        {
            EventTtl = options.EventTtl,
            QuotaFloor = options.IsEmbedded ? TimeSpan.Zero : new HousekeepingOptions().QuotaFloor,
        }));
        services.AddSingleton<ServingGate>();
        services.AddSingleton<IServingGate>(s => s.GetRequiredService<ServingGate>());
        services.AddSingleton<CollectionFeeds>();
        SabotageServices.Add(services);
        services.AddSingleton<CollectionCaches>();
        services.AddSingleton<ICollectionCaches>(s => s.GetRequiredService<CollectionCaches>());
        services.AddSingleton(_ => BuiltInCatalog.Load());
        services.AddSingleton<PolicyFeed>();
        services.AddSingleton<IRuleResolver>(s => s.GetRequiredService<PolicyFeed>());
        services.AddSingleton<NodeObjects>();
        services.AddSingleton<AuthorizationSetup>();
        services.AddSingleton<IAuthorizer>(s => s.GetRequiredService<AuthorizationSetup>());
        services.AddSingleton<WriteOperation>();
        services.AddSingleton<IWebhookSource, WebhookSource>();
        services.AddSingleton<IServiceResolver, ServiceResolver>();
        services.AddSingleton<IAdmissionForms, AdmissionForms>();
        services.AddSingleton(_ => AdmissionSetup.Access(options.Admission));
        services.AddSingleton<WebhookClients>();
        services.AddSingleton<MutatingWebhookPlugin>();
        services.AddSingleton<ValidatingWebhookPlugin>();
        services.AddSingleton<QuotaDesk>();
        services.AddSingleton<KubeGrains>();
        services.AddSingleton<IQuotaDesk>(s => s.GetRequiredService<QuotaDesk>());
        services.AddSingleton<IKindResources, KindResources>();
        services.AddSingleton<INamespaceProvisioner, NamespaceProvisioner>();
        services.AddSingleton(s => AdmissionSetup.Create(options.Admission, s));
        services.AddSingleton<SystemObjectKeeper>();
        if (options.EnablePriorityAndFairness)
        {
            services.AddSingleton(s => new FlowController(
                options.MaxRequestsInflight + options.MaxMutatingRequestsInflight, s.GetRequiredService<TimeProvider>()));
            services.AddHostedService<FlowControlService>();
        }

        services.AddSingleton(ServiceNetwork.Parse(options.ServiceClusterIpRange, options.ServiceNodePortRange));
        services.AddSingleton<AddressClaims>();
        services.AddSingleton<PortClaims>();
        services.AddSingleton<ClaimDesk>();
        services.AddSingleton<ClaimRepair>();
        services.AddSingleton<EndpointsPublisher>();
    }

    /// <summary>The bare store that the options name; <see cref="IRevisionStore.MigrateAsync"/> was not called yet.</summary>
    public static IRevisionStore CreateStore(IServiceProvider services, KubeApiOptions options)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var loggers = services.GetRequiredService<ILoggerFactory>();
        if (!options.IsEmbedded)
        {
            return new PostgresRevisionStore(
                services.GetRequiredService<NpgsqlDataSource>(), time, loggers.CreateLogger<PostgresRevisionStore>());
        }

        var store = SqliteRevisionStore.Open(services.GetRequiredService<DataFolder>().StoreFolder, time,
            loggers.CreateLogger<SqliteRevisionStore>(), options.FlushToDisk);
        store.Failed = failure => services.GetRequiredService<ServerFailure>().Fail($"the store can't be used any more: {failure.Message}");
        return store;
    }
}
