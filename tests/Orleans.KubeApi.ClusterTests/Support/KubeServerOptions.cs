namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>How one server process is started; nothing set means the embedded server with SQLite.</summary>
internal sealed record KubeServerOptions
{
    /// <summary>Kept over a restart; null makes a folder that goes with the server.</summary>
    public string? DataFolder { get; init; }

    /// <summary>A PostgreSQL connection string, or null for SQLite.</summary>
    public string? Store { get; init; }

    /// <summary>Where it listens for clients and for other silos.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Where clients find a server that listens at a port, if a relay of the test lies between.</summary>
    public Func<int, int> ClientPort { get; init; } = port => port;

    /// <summary>A command that starts the server in other surroundings (<c>ip netns exec x</c>); it must become the server.</summary>
    public IReadOnlyList<string> Launcher { get; init; } = [];

    /// <summary>Another build than the one under test.</summary>
    public string? Dll { get; init; }

    public string? ClusterId { get; init; }

    /// <summary>Further lines of the token file: token,user,uid,"groups".</summary>
    public IReadOnlyList<string> MoreTokens { get; init; } = [];

    public IReadOnlyList<string> MoreArguments { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
