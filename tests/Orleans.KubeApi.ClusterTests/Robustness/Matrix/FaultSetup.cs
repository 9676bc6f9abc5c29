using Orleans.KubeApi.ClusterTests.Support;

namespace Orleans.KubeApi.ClusterTests.Robustness.Matrix;

/// <summary>What a cell needs of its scene.</summary>
internal sealed record FaultSetup
{
    /// <summary>One server with SQLite instead of three with PostgreSQL.</summary>
    public bool IsEmbedded { get; init; }

    /// <summary>Each silo in a network namespace of its own, so that links can be cut.</summary>
    public bool HasNetwork { get; init; }

    /// <summary>A standby that every commit waits for.</summary>
    public bool HasStandby { get; init; }

    /// <summary>The database's folder (or the embedded server's) is a file system of so many megabytes; 0: the disk.</summary>
    public int DiskMegabytes { get; init; }

    /// <summary>The ways from the silos to the database are <see cref="RoughLink"/>s, one for each.</summary>
    public bool HasRoughDatabase { get; init; }

    /// <summary>The ways from the clients to the silos are <see cref="RoughLink"/>s, one for each.</summary>
    public bool HasRoughClients { get; init; }

    /// <summary>The ways between silos are <see cref="RoughLink"/>s, one for each direction of connecting.</summary>
    public bool HasRoughSilos { get; init; }

    /// <summary>From the start: the first silo's clock is an hour slow, the second's an hour fast, the third's anywhere between.</summary>
    public bool HasWrongClocks { get; init; }

    /// <summary>Silo 1 lives in a <see cref="Matrix.MemoryGroup"/> of so many megabytes; 0: in none.</summary>
    public int MemoryMegabytes { get; init; }

    /// <summary>The store is compacted all the time, to heads of a moment ago: clients must start over now and then.</summary>
    public bool IsCompacted { get; init; }

    /// <summary>The store's tables fail when told to.</summary>
    public bool HasRefusingTables { get; init; }

    /// <summary>Places at which processes can be made to die.</summary>
    public bool HasFailpoints { get; init; }

    /// <summary>Seconds after which the servers themselves compact their history; 0: as they do for everybody.</summary>
    public int CompactAfter { get; init; }

    /// <summary>The embedded server's folder is on a <see cref="PowerDisk"/>.</summary>
    public bool HasPowerDisk { get; init; }

    /// <summary>The silos' clocks and fsyncs can be disturbed (<see cref="FaultShim"/>).</summary>
    public bool HasShim { get; init; }

    /// <summary>Whether history is forgotten so soon that informers may have to start over, and the log can't be read by a watch.</summary>
    public bool Forgets => IsCompacted || CompactAfter > 0;

    /// <summary>Whether only root can make it.</summary>
    public bool NeedsRoot => HasNetwork || HasPowerDisk || DiskMegabytes > 0 || MemoryMegabytes > 0;

    /// <summary>Whether the silos are started with a <see cref="FaultShim"/>.</summary>
    public bool NeedsShim => HasShim || HasRoughSilos || HasWrongClocks;

    /// <summary>Settings of PostgreSQL.</summary>
    public IReadOnlyList<string> Database { get; init; } = [];

    /// <summary>How each silo is started, by its index.</summary>
    public Func<int, KubeServerOptions> Silo { get; init; } = _ => new KubeServerOptions();
}
