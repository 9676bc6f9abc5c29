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

    /// <summary>Whether only root can make it.</summary>
    public bool NeedsRoot => HasNetwork || DiskMegabytes > 0;

    /// <summary>Settings of PostgreSQL.</summary>
    public IReadOnlyList<string> Database { get; init; } = [];

    /// <summary>How each silo is started, by its index.</summary>
    public Func<int, KubeServerOptions> Silo { get; init; } = _ => new KubeServerOptions();
}
