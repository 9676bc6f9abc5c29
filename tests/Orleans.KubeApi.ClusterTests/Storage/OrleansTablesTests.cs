using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Storage;
using Orleans.Storage;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Storage;

/// <summary>Orleans' own providers on our tables and statements: membership, grain storage, reminders.</summary>
public sealed class OrleansTablesTests(PostgresServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Silo_OnOurTables_JoinsStoresRemindsAndLeaves()
    {
        await using var source = PostgresDataSources.Create(await server.CreateDatabaseAsync());
        await new PostgresRevisionStore(source, TimeProvider.System, NullLogger.Instance).MigrateAsync(Token);
        using var host = BuildHost(source);
        await host.StartAsync(Token);

        var membership = await host.Services.GetRequiredService<IMembershipTable>().ReadAllAsync(Token);
        Assert.Equal(SiloStatus.Active, Assert.Single(membership.Members).Item1.Status);
        await CheckGrainStorageAsync(host.Services.GetRequiredKeyedService<IGrainStorage>("ours"));
        await CheckRemindersAsync(host.Services.GetRequiredService<IReminderTable>());

        await host.StopAsync(Token);
        membership = await host.Services.GetRequiredService<IMembershipTable>().ReadAllAsync(Token);
        Assert.Equal(SiloStatus.Dead, Assert.Single(membership.Members).Item1.Status);
        await host.Services.GetRequiredService<IMembershipTable>()
            .CleanupDefunctSiloEntriesAsync(DateTimeOffset.MaxValue.AddDays(-2), Token);
    }

    [Fact]
    public async Task GrainStorage_OnSqlite_ComparesVersions()
    {
        var folder = Directory.CreateTempSubdirectory("kubeapi-orleans-").FullName;
        await using (var store = SqliteRevisionStore.Open(folder, TimeProvider.System, NullLogger.Instance))
        {
            await store.MigrateAsync(Token);
            var builder = Host.CreateApplicationBuilder();
            builder.Logging.ClearProviders();
            builder.UseOrleans(silo => silo.UseLocalhostClustering(FreePort(), FreePort()).AddAdoNetGrainStorage(
                "ours", o => (o.Invariant, o.ConnectionString) = ("System.Data.SQLite", SqliteRevisionStore.ConnectionString(folder))));
            using var host = builder.Build();
            await host.StartAsync(Token);
            await CheckGrainStorageAsync(host.Services.GetRequiredKeyedService<IGrainStorage>("ours"));
            await host.StopAsync(Token);
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static IHost BuildHost(Npgsql.NpgsqlDataSource source)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo
            .ConfigureEndpoints(IPAddress.Loopback, FreePort(), FreePort())
            .UseAdoNetClustering(o => (o.Invariant, o.DataSource) = ("Npgsql", source))
            .UseAdoNetReminderService(o => (o.Invariant, o.DataSource) = ("Npgsql", source))
            .AddAdoNetGrainStorage("ours", o => (o.Invariant, o.DataSource) = ("Npgsql", source)));
        return builder.Build();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task CheckGrainStorageAsync(IGrainStorage storage)
    {
        var id = GrainId.Create("cluster-identity", "root");
        var first = new GrainState<Dictionary<string, string>>(new() { ["key"] = "1" });
        await storage.WriteStateAsync("identity", id, first);
        var stale = new GrainState<Dictionary<string, string>>();
        await storage.ReadStateAsync("identity", id, stale);
        Assert.Equal("1", stale.State!["key"]);

        first.State!["key"] = "2";
        await storage.WriteStateAsync("identity", id, first);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("identity", id, stale));
        await Assert.ThrowsAsync<InconsistentStateException>(
            () => storage.WriteStateAsync("identity", id, new GrainState<Dictionary<string, string>>([])));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("identity", id, stale));
        await storage.ReadStateAsync("identity", id, stale);
        Assert.Equal("2", stale.State!["key"]);
        await storage.ClearStateAsync("identity", id, stale);
        var cleared = new GrainState<Dictionary<string, string>>();
        await storage.ReadStateAsync("identity", id, cleared);
        Assert.False(cleared.RecordExists);
    }

    private static async Task CheckRemindersAsync(IReminderTable reminders)
    {
        var id = GrainId.Create("housekeeping", "root");
        var entry = new ReminderEntry
        {
            GrainId = id,
            ReminderName = "compact",
            StartAt = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            Period = TimeSpan.FromMinutes(1),
        };
        var etag = await reminders.UpsertRow(entry);
        var newer = await reminders.UpsertRow(entry);

        Assert.False(await reminders.RemoveRow(id, "compact", etag!));
        Assert.Equal(TimeSpan.FromMinutes(1), (await reminders.ReadRow(id, "compact"))!.Period);
        Assert.Single((await reminders.ReadRows(id)).Reminders);
        Assert.Single((await reminders.ReadRows(0, 0)).Reminders);
        Assert.Single((await reminders.ReadRows(id.GetUniformHashCode() - 1, id.GetUniformHashCode())).Reminders);
        Assert.True(await reminders.RemoveRow(id, "compact", newer!));
        Assert.Empty((await reminders.ReadRows(id)).Reminders);
    }
}
