using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Configuration;
using Orleans.KubeApi.Grains;
using Orleans.KubeApi.Grains.Streams;
using Orleans.KubeApi.Hosting.Streams;
using Orleans.KubeApi.Storage;

namespace Orleans.KubeApi.Hosting.Silo;

/// <summary>
/// Configures the Orleans silo: alone and without any port when embedded, a member of a cluster over PostgreSQL otherwise.
/// </summary>
internal static class SiloSetup
{
    /// <summary>After so long a call between grains is given up, unless its method says otherwise.</summary>
    public static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    private const string NpgsqlInvariant = "Npgsql";

    /// <summary>
    /// An embedded silo is its own cluster. It opens no port unless one was asked for: nobody needs to reach it, and a silo port has no
    /// authentication of its own. So any number of embedded servers run side by side.
    /// </summary>
    public static void ConfigureEmbedded(ISiloBuilder silo, KubeApiOptions options)
    {
        // Orleans wants a port in the silo's address even where nothing listens on it.
        var port = options.SiloPort > 0 ? options.SiloPort : EndpointOptions.DEFAULT_SILO_PORT;
        silo.UseLocalhostClustering(port, options.GatewayPort, primarySiloEndpoint: null, options.ClusterId, options.ClusterId);
        if (options.SiloPort == 0 && options.GatewayPort == 0)
        {
            ClosedListenerFactory.Replace(silo.Services);
        }

        silo.AddMemoryGrainStorage(KubeInterestGrain.Storage);
        ConfigureCommon(silo);
    }

    /// <summary>
    /// A member of the cluster <see cref="KubeApiOptions.ClusterId"/>; Orleans' tables lie beside ours and share their connection pool.
    /// </summary>
    public static void ConfigureClustered(ISiloBuilder silo, KubeApiOptions options, NpgsqlDataSource database)
    {
        var reservation = PortReservation.Take(IPAddress.Parse(options.SiloAddress), options.SiloPort);
        silo.Services.AddSingleton(_ => reservation); // Held, and closed with the host.
        silo.Configure<ClusterOptions>(cluster =>
        {
            cluster.ClusterId = options.ClusterId;
            cluster.ServiceId = options.ClusterId;
        });
        silo.Configure<EndpointOptions>(endpoint =>
        {
            endpoint.AdvertisedIPAddress = reservation.Address;
            endpoint.SiloPort = reservation.Port;
            endpoint.GatewayPort = options.GatewayPort;
        });
        silo.UseAdoNetClustering(table =>
        {
            table.Invariant = NpgsqlInvariant;
            table.DataSource = database;
        });
        SharedClockTable.Wrap(silo.Services, cancellation => PostgresDataSources.ReadClockAsync(database, cancellation));
        silo.UseAdoNetReminderService(table =>
        {
            table.Invariant = NpgsqlInvariant;
            table.DataSource = database;
        });
        silo.AddAdoNetGrainStorageAsDefault(table =>
        {
            table.Invariant = NpgsqlInvariant;
            table.DataSource = database;
        });
        silo.AddAdoNetGrainStorage(KubeInterestGrain.Storage, table =>
        {
            table.Invariant = NpgsqlInvariant;
            table.DataSource = database;
        });
        ConfigureMembership(silo);
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, SiloFarewell>();
        SiloSockets.Replace(silo.Services);
        if (options.SiloCertFile.Length > 0)
        {
            SiloTls.Configure(silo, options);
        }

        ConfigureCommon(silo);
    }

    private static void ConfigureCommon(ISiloBuilder silo)
    {
        silo.Services.AddSingleton<IFatalErrorHandler, SiloDeath>();
        silo.AddDistributedGrainDirectory();
        KubeStreamHosting.Add(silo);

        // The store fences every commit, so a range of the directory needs no lease after a crash: 0.9 s of silence instead of 27 s.
        silo.Configure<GrainDirectoryOptions>(static directory => directory.RangeLeaseDuration = TimeSpan.Zero);
        silo.Configure<SiloMessagingOptions>(static messaging =>
        {
            messaging.ResponseTimeout = ResponseTimeout;
            messaging.CancelRequestOnTimeout = true;
        });

        // More than one connection would lose the order of calls between a caller and a grain.
        silo.Configure<ConnectionOptions>(static connection =>
        {
            connection.ConnectionsPerEndpoint = 1;

            // A silo that can't be reached costs its callers so long, and one that can again is noticed so late.
            connection.OpenConnectionTimeout = TimeSpan.FromSeconds(3);
        });

        silo.Services.AddKeyedSingleton<TimeProvider>(
            TimeProviderNames.ActivationManagement, static (services, _) => new SteadyClock(services.GetRequiredService<TimeProvider>()));

        // Grains write; reads come from the silo's caches. So an idle grain has no reason to stay. That of an object, of which there may
        // be a hundred thousand, takes as much memory as the object; it stays only as long as writes usually follow each other (leases:
        // ten seconds).
        silo.Configure<GrainCollectionOptions>(static collection =>
        {
            collection.CollectionQuantum = TimeSpan.FromSeconds(4);
            collection.CollectionAge = TimeSpan.FromMinutes(2);
            collection.ClassSpecificCollectionAge[typeof(ResourceObjectGrain).FullName!] = TimeSpan.FromSeconds(12);
        });

        // Where the busy objects' grains are; the rest is asked for. Its table alone takes 18 MB at the default of a million.
        silo.Configure<GrainDirectoryOptions>(static directory => directory.CacheSize = 20_000);
        silo.Configure<SiloOptions>(static options => options.SiloName = "kubeapi");
    }

    /// <summary>
    /// Death is noticed in under a second after a crash and within <c>MaxProbeTimeout × NumMissedProbesLimit</c> after a freeze.
    /// </summary>
    private static void ConfigureMembership(ISiloBuilder silo) => silo.Configure<ClusterMembershipOptions>(static membership =>
    {
        membership.ProbeTimeout = TimeSpan.FromSeconds(1);
        membership.MinProbeTimeout = TimeSpan.FromMilliseconds(500);
        membership.MaxProbeTimeout = TimeSpan.FromSeconds(2);
        membership.NumMissedProbesLimit = 2;
        membership.NumVotesForDeathDeclaration = 2;
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(2);

        // Three missed signs of life take a silo's vote away. After a crash of the whole cluster its successors wait for that.
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(2);

        // A silo's generation is the time of its start by its own clock: one that is an hour slow would count as dead from the first.
        membership.SiloGenerationRetirementAge = null;

        // Gossip tells the start of a joining silo by the teller's clock: where that is slow it would seem to have joined for too long.
        // One that dies while it joins is removed with other entries that show no life.
        membership.EvictWhenMaxJoinAttemptTimeExceeded = false;
    });
}
