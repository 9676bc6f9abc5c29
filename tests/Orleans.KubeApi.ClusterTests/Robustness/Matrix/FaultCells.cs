using Orleans.KubeApi.ClusterTests.Support;

namespace Orleans.KubeApi.ClusterTests.Robustness.Matrix;

/// <summary>
/// The matrix. Elsewhere, as tests of their own: a commit whose answer is lost, and errors that PostgreSQL wants repeated
/// (PostgresFaultTests, F27), damaged files (DamagedSqliteStoreTests, F20), restored backups (BackupCommandTests, F29), dead and slow
/// webhooks and key services (ValidatingWebhookTests, KmsTests, F30).
/// </summary>
internal static class FaultCells
{
    public static readonly IReadOnlyList<FaultCell> All =
    [
        new("F1a", "kill -9 of a silo, started at once", (scene, limit) => KillAsync(scene, 0, limit)),
        new("F1b", "kill -9 of a silo, started after 20 s", (scene, limit) => KillAsync(scene, 20, limit)),
        new("F2", "kill -9 of all silos", KillAllAsync),
        new("F3a", "killed around commits, before the reply and within a watch's event", DieInRequestsAsync) { Setup = Deadly },
        new("F3b", "killed at each step of a compaction", DieInCompactionsAsync) { Setup = Deadly with { CompactAfter = 6 } },
        new("F3c", "embedded server killed in the same places", DieInRequestsAsync) { Setup = Deadly with { IsEmbedded = true } },
        new("F3d", "embedded server killed at each step of a compaction", DieInCompactionsAsync)
        {
            Setup = Deadly with { IsEmbedded = true, CompactAfter = 6 },
        },
        new("F3e", "killed before and after a bookmark", DieAtBookmarksAsync) { Setup = Deadly },
        new("F3f", "embedded server killed before and after a bookmark", DieAtBookmarksAsync) { Setup = Deadly with { IsEmbedded = true } },
        new("F4", "kill -9 of a database backend, three times", KillBackendsAsync),
        new("F5", "kill -9 of the postmaster", KillPostmasterAsync),
        new("F6a", "database stopped (fast) for 3 s", (scene, limit) => StopDatabaseAsync(scene, scene.Database!.StopAsync, limit)),
        new("F6b", "database stopped (immediate) for 3 s", (scene, limit) => StopDatabaseAsync(scene, scene.Database!.KillAsync, limit)),
        new("F7", "standby promoted, former primary comes back", FailOverAsync) { Setup = new() { HasStandby = true } },
        new("F8", "synchronous standby lost for 8 s", LoseStandbyAsync) { Setup = new() { HasStandby = true } },
        new("F9a", "two silos can't hear each other for 15 s", (scene, limit) => PartAsync(scene, [0, 1], limit))
        {
            Setup = Networked, RecoveryMax = Soon,
        },
        new("F9b", "no silo hears another for 15 s", (scene, limit) => PartAsync(scene, [0, 1, 2], limit))
        {
            Setup = Networked, RecoveryMax = Soon,
        },
        new("F10", "a silo loses the database for 15 s, without a FIN", LoseDatabaseAsync) { Setup = Networked, RecoveryMax = Soon },
        new("F11", "one silo doesn't reach another for 15 s, one way", LoseOneWayAsync) { Setup = Networked, RecoveryMax = Soon },
        new("F12", "links flap for 20 s", FlapAsync) { Setup = Networked, RecoveryMax = Soon },
        new("F13a", "75 to 112 ms to the database, for 12 s", Weather.LateAsync) { Setup = new() { HasRoughDatabase = true } },
        new("F13b", "resets, half-closes, standstills to the database", Weather.StormAsync) { Setup = new() { HasRoughDatabase = true } },
        new("F13c", "75 to 112 ms between clients and silos, for 12 s", Weather.LateAsync) { Setup = new() { HasRoughClients = true } },
        new("F13d", "resets, half-closes, standstills to the silos", Weather.StormAsync) { Setup = new() { HasRoughClients = true } },
        new("F13e", "75 to 112 ms between silos, for 12 s", Weather.LateAsync)
        {
            Setup = new() { HasRoughSilos = true }, Lacks = () => FaultShim.Missing,
        },
        new("F13f", "resets, half-closes, standstills between silos", Weather.StormAsync)
        {
            Setup = new() { HasRoughSilos = true }, Lacks = () => FaultShim.Missing,
        },
        new("F14a", "clocks jump an hour forth and back, for 15 s", HostFaults.JumpAsync)
        {
            Setup = new() { HasShim = true }, Lacks = () => FaultShim.Missing,
        },
        new("F14b", "clocks an hour off all the time, silos killed, other hours at their start", WrongClocks.KillAsync)
        {
            Setup = new() { HasWrongClocks = true }, Lacks = () => FaultShim.Missing,
        },
        new("F14c", "clocks an hour off all the time, a silo frozen until it is voted dead", WrongClocks.FreezeAsync)
        {
            Setup = new() { HasWrongClocks = true }, Lacks = () => FaultShim.Missing,
        },
        new("F15", "database's disk full for 8 s", FillDiskAsync) { Setup = new() { DiskMegabytes = 250 } },
        new("F16", "embedded server's disk full for 8 s", FillDiskAsync)
        {
            Setup = new() { IsEmbedded = true, DiskMegabytes = 60 },
        },
        new("F17", "database runs 10 % of the time for 15 s", StarveDatabaseAsync),
        new("F18", "an fsync of the embedded server fails", HostFaults.FailFsyncAsync)
        {
            Setup = new() { IsEmbedded = true, HasShim = true }, Lacks = () => FaultShim.Missing,
        },
        new("F19", "the embedded server's power fails, three times", HostFaults.LosePowerAsync)
        {
            Setup = new() { IsEmbedded = true, HasPowerDisk = true }, Lacks = () => PowerDisk.Missing,
        },
        new("F21", "a silo frozen until it is voted dead (25 s)", (scene, limit) => FreezeAsync(scene, 25, limit)),
        new("F22", "a silo frozen for 3 s", (scene, limit) => FreezeAsync(scene, 3, limit)),
        new("F23a", "a silo with 100 MB of heap gets more than fits", HostFaults.FillMemoryAsync)
        {
            Setup = new()
            {
                Silo = index => new()
                {
                    Environment = new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        [index == 1 ? "DOTNET_GCHeapHardLimit" : "TEST_SILO"] = "0x6400000",
                    },
                },
            },
        },
        new("F23b", "the kernel kills a silo for its memory", HostFaults.RunOutOfMemoryAsync)
        {
            Setup = new() { MemoryMegabytes = 250, Silo = _ => new() { Environment = Unlimited } }, Lacks = () => MemoryGroup.Missing,
        },
        new("F24", "a silo runs 10 % of the time for 15 s", StarveSiloAsync),
        new("F25", "rolled to this build and back", RollAsync)
        {
            Setup = new() { Silo = _ => new() { Dll = PreviousDll } }, Lacks = NoPrevious,
        },
        new("F26", "few files and connections, 300 idle clients", CrowdAsync)
        {
            Setup = new()
            {
                Database = ["max_connections=30"], Silo = _ => new() { Launcher = ["prlimit", "--nofile=400"] },
            },
        },
        new("F27a", "a tenth of the store's transactions fail, for 12 s", RefuseAsync) { Setup = new() { HasRefusingTables = true } },
        new("F27b", "all transactions serializable", (_, limit) => FaultScene.PauseAsync(12, limit))
        {
            Setup = new() { Database = ["default_transaction_isolation=serializable"] },
        },
        new("F28a", "compacted every 100 ms", (_, limit) => FaultScene.PauseAsync(12, limit)) { Setup = Compacted },
        new("F28b", "compacted every 100 ms, a silo killed", (scene, limit) => KillAsync(scene, 2, limit)) { Setup = Compacted },
        new("F28c", "compacted every 100 ms, all silos killed", KillAllAsync) { Setup = Compacted },
        new("F28d", "compacted every 100 ms, backends killed", KillBackendsAsync) { Setup = Compacted },
        new("F28e", "compacted every 100 ms, a silo frozen for 8 s", (scene, limit) => FreezeAsync(scene, 8, limit)) { Setup = Compacted },
        new("F28f", "compacted every 100 ms, rough ways to the database", Weather.StormAsync)
        {
            Setup = Compacted with { HasRoughDatabase = true },
        },
    ];

    public static FaultCell Of(string id) => All.Single(cell => cell.Id == id);

    private static TimeSpan Soon => TimeSpan.FromSeconds(10);

    // The runtime would keep to the group's limit by itself.
    private static Dictionary<string, string> Unlimited => new(StringComparer.Ordinal) { ["DOTNET_GCHeapHardLimit"] = "0x40000000" };

    private static FaultSetup Compacted => new() { IsCompacted = true };

    private static FaultSetup Deadly => new() { HasFailpoints = true };

    /// <summary>The server of an earlier build.</summary>
    private static string? PreviousDll => Environment.GetEnvironmentVariable("KUBEAPI_PREVIOUS_SERVER_DLL");

    private static FaultSetup Networked => new() { HasNetwork = true };

    private static string? NoPrevious() => PreviousDll is null ? "an earlier build, named by KUBEAPI_PREVIOUS_SERVER_DLL," : null;

    private static Task DieInRequestsAsync(FaultScene scene, CancellationToken limit) =>
        SuddenDeaths.RunAsync(scene, SuddenDeaths.OfRequests, limit);

    private static Task DieAtBookmarksAsync(FaultScene scene, CancellationToken limit) =>
        SuddenDeaths.RunAsync(scene, SuddenDeaths.OfBookmarks, limit);

    // SQLite notes the end of a step in the transaction that removes its rows.
    private static Task DieInCompactionsAsync(FaultScene scene, CancellationToken limit) => SuddenDeaths.RunAsync(
        scene, SuddenDeaths.OfCompactions.Where(place => scene.Database is not null || place != "compact-step"), limit);

    private static async Task RefuseAsync(FaultScene scene, CancellationToken limit)
    {
        await scene.Tables!.SetAsync(0.1, limit);
        await FaultScene.PauseAsync(12, limit);
        await scene.Tables.SetAsync(0, limit);
    }

    private static async Task KillAsync(FaultScene scene, int seconds, CancellationToken limit)
    {
        var victim = scene.Cluster.Silos[scene.Random.Next(FaultScene.Silos)];
        await victim.KillAsync(limit);
        await FaultScene.PauseAsync(seconds, limit);
    }

    private static Task KillAllAsync(FaultScene scene, CancellationToken limit) =>
        Task.WhenAll(scene.Cluster.Silos.Select(silo => silo.KillAsync(limit)));

    private static async Task KillBackendsAsync(FaultScene scene, CancellationToken limit)
    {
        for (var round = 0; round < 3; round++)
        {
            await Eventually.HoldsAsync("a backend is there to kill", TimeSpan.FromSeconds(20), async stop =>
            {
                try
                {
                    await scene.KillBackendAsync(stop);
                    return true;
                }
                catch (Npgsql.NpgsqlException)
                {
                    return false; // Still recovering from the last one.
                }
            }, limit);
            await FaultScene.PauseAsync(3, limit);
        }
    }

    private static async Task KillPostmasterAsync(FaultScene scene, CancellationToken limit)
    {
        await scene.Database!.KillPostmasterAsync(limit);
        await FaultScene.PauseAsync(1, limit);
        await scene.Database.StartAsync();
    }

    private static async Task StopDatabaseAsync(FaultScene scene, Func<Task> stop, CancellationToken limit)
    {
        await stop();
        await FaultScene.PauseAsync(3, limit);
        await scene.Database!.StartAsync();
    }

    private static async Task FailOverAsync(FaultScene scene, CancellationToken limit)
    {
        await scene.Database!.KillAsync();
        await scene.Standby!.PromoteAsync();
        await FaultScene.PauseAsync(4, limit);
        await scene.Database.StartAsync();
        await FaultScene.PauseAsync(8, limit);
    }

    private static async Task LoseStandbyAsync(FaultScene scene, CancellationToken limit)
    {
        await scene.Standby!.KillAsync();
        await FaultScene.PauseAsync(8, limit);
        await scene.Standby.StartAsync();
    }

    private static async Task PartAsync(FaultScene scene, int[] silos, CancellationToken limit)
    {
        await scene.Network!.PartAsync(silos, limit);
        await FaultScene.PauseAsync(15, limit);
        await scene.Network.HealAsync(limit);
    }

    private static async Task LoseDatabaseAsync(FaultScene scene, CancellationToken limit)
    {
        var victim = scene.Random.Next(FaultScene.Silos);
        await scene.Network!.CutDatabaseAsync(victim, limit);
        await Eventually.HoldsAsync(
            "a silo without the database says so",
            TimeSpan.FromSeconds(15),
            async stop => !scene.Cluster.Silos[victim].IsRunning || !await scene.Cluster.Silos[victim].IsReadyAsync(stop),
            limit);
        await FaultScene.PauseAsync(8, limit);
        await scene.Network.HealAsync(limit);
    }

    private static async Task LoseOneWayAsync(FaultScene scene, CancellationToken limit)
    {
        var from = scene.Random.Next(FaultScene.Silos);
        await scene.Network!.CutOneWayAsync(from, (from + 1) % FaultScene.Silos, limit);
        await FaultScene.PauseAsync(15, limit);
        await scene.Network.HealAsync(limit);
    }

    private static async Task FlapAsync(FaultScene scene, CancellationToken limit)
    {
        for (var round = 0; round < 8; round++)
        {
            var silo = scene.Random.Next(FaultScene.Silos);
            await (scene.Random.Next(3) switch
            {
                0 => scene.Network!.PartAsync([silo, (silo + 1) % FaultScene.Silos], limit),
                1 => scene.Network!.CutDatabaseAsync(silo, limit),
                _ => scene.Network!.CutOneWayAsync(silo, (silo + 1) % FaultScene.Silos, limit),
            });
            await FaultScene.PauseAsync(1 + scene.Random.NextDouble(), limit);
            await scene.Network.HealAsync(limit);
            await FaultScene.PauseAsync(scene.Random.NextDouble(), limit);
        }
    }

    private static async Task FillDiskAsync(FaultScene scene, CancellationToken limit)
    {
        await scene.Disk.FillAsync(limit);
        await FaultScene.PauseAsync(8, limit);
        scene.Disk.Free();
        if (scene.Database is { } database)
        {
            await database.EnsureRunningAsync(limit);
        }
    }

    private static Task StarveDatabaseAsync(FaultScene scene, CancellationToken limit) => FaultScene.StarveAsync(
        () => scene.Database!.Signal(Signals.Stop), () => scene.Database!.Signal(Signals.Continue), () => true, 0.5, 15, limit);

    private static Task StarveSiloAsync(FaultScene scene, CancellationToken limit)
    {
        var silo = scene.Cluster.Silos[1];
        return FaultScene.StarveAsync(silo.Freeze, silo.Thaw, () => silo.IsRunning, 0.1, 15, limit);
    }

    private static async Task FreezeAsync(FaultScene scene, int seconds, CancellationToken limit)
    {
        var victim = scene.Cluster.Silos[scene.Random.Next(FaultScene.Silos)];
        victim.Freeze();
        await FaultScene.PauseAsync(seconds, limit);
        victim.Thaw();
    }

    private static async Task RollAsync(FaultScene scene, CancellationToken limit)
    {
        foreach (var build in new[] { ServerBinary.DllPath, PreviousDll! })
        {
            foreach (var silo in scene.Cluster.Silos)
            {
                await silo.StopAsync(Signals.Terminate, limit);
                silo.Dll = build;
                await silo.StartAsync(limit);
                await FaultScene.PauseAsync(1, limit);
            }
        }
    }

    private static async Task CrowdAsync(FaultScene scene, CancellationToken limit)
    {
        using var crowd = await IdleCrowd.ConnectAsync(scene.Cluster.Silos[0].Port, 300, limit);
        await FaultScene.PauseAsync(8, limit);
    }
}
