using System.Diagnostics;
using Npgsql;
using Orleans.KubeApi.ClusterTests.Support;

namespace Orleans.KubeApi.ClusterTests.Robustness.Matrix;

/// <summary>The processes of one run, and the ways to harm them.</summary>
internal sealed class FaultScene : IAsyncDisposable
{
    public const int Silos = 3;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(25);
    private readonly Stack<IAsyncDisposable> _parts = new();
    private TemporaryFolder? _failpoints;
    private PowerDisk? _power;
    private SmallDisk? _disk;
    private MemoryGroup? _memory;
    private int[] _siloPorts = [];
    private string _database = "";

    private FaultScene(int seed) => Random = new Random(seed);

    public Random Random { get; }

    public KubeCluster Cluster { get; private set; } = null!;

    /// <summary>The first primary; null for an embedded server.</summary>
    public PostgresServer? Database { get; private set; }

    public PostgresServer? Standby { get; private set; }

    public SiloNetwork? Network { get; private set; }

    /// <summary>The rough ways of the scene.</summary>
    public List<RoughLink> Links { get; } = [];

    /// <summary>Set if the servers forget their history too soon to be asked for it.</summary>
    public CommitLog? Log { get; private set; }

    public RefusingTables? Tables { get; private set; }

    public Compactor? Compactor { get; private set; }

    public PowerDisk Power => _power ?? throw new InvalidOperationException("The cell asked for no disk whose power can be cut.");

    public FaultShim? Shim { get; private set; }

    public MemoryGroup Memory => _memory ?? throw new InvalidOperationException("The cell asked for no limit of memory.");

    public SmallDisk Disk => _disk ?? throw new InvalidOperationException("The cell asked for no small disk.");

    public static async Task<FaultScene> StartAsync(FaultSetup setup, int seed, CancellationToken cancellation)
    {
        var scene = new FaultScene(seed);
        try
        {
            await scene.StartAsync(setup, cancellation);
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next process that comes to a place dies there.</summary>
    public void Arm(string place) => _failpoints!.Write(place, "");

    public static Task PauseAsync(double seconds, CancellationToken cancellation) =>
        Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, cancellation);

    /// <summary>What an init system does for every silo; returns how many had to be killed because they were stuck.</summary>
    public async Task<int> HealAsync(CancellationToken cancellation)
    {
        var healthy = await Task.WhenAll(Cluster.Silos.Select(silo => KubeCluster.HealAsync(silo, _patience, cancellation)));
        return healthy.Count(isHealthy => !isHealthy);
    }

    /// <summary>kill -9 of one of the database's processes that serve a silo, which makes PostgreSQL end them all and recover.</summary>
    public async Task KillBackendAsync(CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(Database!.ConnectionString(_database) + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'kubeapi' ORDER BY state_change DESC LIMIT 1", connection);
        if (await command.ExecuteScalarAsync(cancellation) is int backend)
        {
            using var process = Process.GetProcessById(backend);
            Signals.Send(process, Signals.Kill);
        }
    }

    /// <summary>Lets processes run for a tenth of each period, as a processor quota does, while there are any.</summary>
    public static async Task StarveAsync(
        Action freeze, Action thaw, Func<bool> isRunning, double period, double seconds, CancellationToken cancellation)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start).TotalSeconds < seconds && isRunning())
        {
            freeze();
            await PauseAsync(0.9 * period, cancellation);
            thaw();
            await PauseAsync(0.1 * period, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }

        _failpoints?.Dispose();
        Shim?.Dispose();
    }

    private async Task StartAsync(FaultSetup setup, CancellationToken cancellation)
    {
        await StartServersAsync(setup, cancellation);
        if (setup.Forgets)
        {
            Log = setup.IsEmbedded
                ? CommitLog.OfSqlite(Path.Combine(Cluster.Silos[0].DataFolder, "store", "kubeapi.db"))
                : CommitLog.OfPostgres(Database!.ConnectionString(_database));
            await Log.InstallAsync(cancellation);
        }

        if (setup.HasRefusingTables)
        {
            Tables = new RefusingTables(Database!.ConnectionString(_database));
            await Tables.InstallAsync(cancellation);
        }

        if (setup.IsCompacted)
        {
            Compactor = new Compactor(Database!.ConnectionString(_database), Random.Next());
            _parts.Push(Compactor);
        }
    }

    private async Task StartServersAsync(FaultSetup setup, CancellationToken cancellation)
    {
        if (setup.DiskMegabytes > 0)
        {
            _disk = await SmallDisk.MountAsync(setup.DiskMegabytes, cancellation);
            _parts.Push(_disk);
        }

        if (setup.HasPowerDisk)
        {
            _power = await PowerDisk.MountAsync(cancellation);
            _parts.Push(_power);
        }

        Shim = setup.NeedsShim ? await FaultShim.BuildAsync(cancellation) : null;
        if (setup.IsEmbedded)
        {
            var folder = (_power?.Folder ?? _disk?.Folder) is { } disk ? Path.Combine(disk, "data") : null;
            Cluster = await KubeCluster.StartAsync([Prepare(setup, 0) with { DataFolder = folder }], cancellation);
            _parts.Push(Cluster);
            return;
        }

        if (setup.HasNetwork)
        {
            Network = await SiloNetwork.CreateAsync(Silos, cancellation);
            _parts.Push(Network);
        }

        if (setup.MemoryMegabytes > 0)
        {
            _memory = new MemoryGroup(setup.MemoryMegabytes);
            _parts.Push(_memory);
        }

        if (setup.HasRoughSilos)
        {
            LinkSilos();
        }

        var store = await StartDatabaseAsync(setup);
        var options = Enumerable.Range(0, Silos).Select(index => Prepare(setup, index) with
        {
            Store = setup.HasRoughDatabase ? ThroughLink(store) : store,
            ClusterId = "test",
            Address = Network?.AddressOf(index) ?? "127.0.0.1",
            Launcher = Network?.LauncherOf(index) ?? (index == 1 ? _memory?.Launcher : null) ?? setup.Silo(index).Launcher,
            MoreArguments = _siloPorts.Length > 0 ? ["--silo-port", $"{_siloPorts[index]}"] : setup.Silo(index).MoreArguments,
        });
        Cluster = await KubeCluster.StartAsync([.. options], cancellation);
        _parts.Push(Cluster);
    }

    private KubeServerOptions Prepare(FaultSetup setup, int silo)
    {
        var options = setup.Silo(silo);
        var environment = options.Environment.ToDictionary(StringComparer.Ordinal);
        if (setup.HasFailpoints)
        {
            _failpoints ??= new TemporaryFolder();
            environment["KUBEAPI_FAILPOINTS"] = _failpoints.FullName;
        }

        foreach (var (name, value) in Shim?.Environment(silo) ?? [])
        {
            environment[name] = value;
        }

        if (setup.HasWrongClocks)
        {
            Shim!.SetClock(silo, TimeSpan.FromSeconds(silo switch { 0 => -3600, 1 => 3600, _ => Random.Next(-3600, 3600) }));
        }

        if (setup.CompactAfter > 0)
        {
            environment["KUBEAPI_COMPACT_AFTER"] = $"{setup.CompactAfter}";
        }

        return options with { Environment = environment, ClientPort = setup.HasRoughClients ? LinkTo : options.ClientPort };
    }

    private int LinkTo(int port)
    {
        var link = new RoughLink(port, Random.Next());
        _parts.Push(link);
        Links.Add(link);
        return link.Port;
    }

    private void LinkSilos()
    {
        _siloPorts = [.. Enumerable.Range(0, Silos).Select(_ => FreePort.Next())];
        for (var silo = 0; silo < Silos; silo++)
        {
            Shim!.SetLinks(silo, _siloPorts.Where((_, other) => other != silo).Select(port => (port, LinkTo(port))).ToList());
        }
    }

    private string ThroughLink(string store)
    {
        var settings = new NpgsqlConnectionStringBuilder(store);
        settings.Port = LinkTo(settings.Port);
        return settings.ToString();
    }

    private async Task<string> StartDatabaseAsync(FaultSetup setup)
    {
        Database = new PostgresServer
        {
            Settings = setup.Database, Address = Network?.DatabaseAddress ?? "127.0.0.1", Root = _disk?.Folder ?? Path.GetTempPath(),
        };
        _parts.Push(Database);
        var store = new NpgsqlConnectionStringBuilder(await Database.CreateDatabaseAsync());
        _database = store.Database!;
        if (setup.HasStandby)
        {
            Standby = await Database.StartStandbyAsync();
            _parts.Push(Standby);
            await Database.ExecuteAsync("postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'");
            await Database.ExecuteAsync("postgres", "SELECT pg_reload_conf()");
            store.Host = $"127.0.0.1:{Database.Port},127.0.0.1:{Standby.Port}";
        }

        return store.ToString();
    }
}
