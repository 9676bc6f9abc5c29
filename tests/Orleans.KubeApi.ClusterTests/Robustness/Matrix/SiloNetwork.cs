namespace Orleans.KubeApi.ClusterTests.Robustness.Matrix;

/// <summary>
/// A bridge of this machine's own with a network namespace for each silo: clients reach the silos from outside, the database listens at
/// a second address of the bridge, and every way can be cut alone. Nothing of it reaches another machine.
/// </summary>
internal sealed class SiloNetwork : IAsyncDisposable
{
    private static int _count;
    private readonly string _bridge = $"kx{Environment.ProcessId % 10_000}-{Interlocked.Increment(ref _count)}";
    private readonly string _prefix = $"10.201.{Environment.ProcessId % 200 + _count % 50}";
    private readonly int _silos;

    private SiloNetwork(int silos) => _silos = silos;

    public string DatabaseAddress => $"{_prefix}.2";

    public static async Task<SiloNetwork> CreateAsync(int silos, CancellationToken cancellation)
    {
        var network = new SiloNetwork(silos);
        await network.CreateAsync(cancellation);
        return network;
    }

    public string AddressOf(int silo) => $"{_prefix}.{10 + silo}";

    public IReadOnlyList<string> LauncherOf(int silo) => ["ip", "netns", "exec", Space(silo)];

    /// <summary>The silos in <paramref name="silos"/> no longer hear each other; clients and the database hear all.</summary>
    public async Task PartAsync(IEnumerable<int> silos, CancellationToken cancellation)
    {
        foreach (var silo in silos)
        {
            await SystemTool.RunAsync("bridge", $"link set dev {Link(silo)} isolated on", cancellation);
        }
    }

    /// <summary>What a silo sends to the database is lost without a word.</summary>
    public Task CutDatabaseAsync(int silo, CancellationToken cancellation) =>
        SystemTool.RunAsync("ip", $"-n {Space(silo)} route add blackhole {DatabaseAddress}/32", cancellation);

    /// <summary>What one silo sends to another is lost; the other way is open.</summary>
    public Task CutOneWayAsync(int from, int to, CancellationToken cancellation) =>
        SystemTool.RunAsync("ip", $"-n {Space(from)} route add blackhole {AddressOf(to)}/32", cancellation);

    /// <summary>Every way is open again.</summary>
    public async Task HealAsync(CancellationToken cancellation)
    {
        for (var silo = 0; silo < _silos; silo++)
        {
            await SystemTool.RunAsync("bridge", $"link set dev {Link(silo)} isolated off", cancellation);
            await SystemTool.RunAsync("ip", $"-n {Space(silo)} route flush type blackhole", cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        for (var silo = 0; silo < _silos; silo++)
        {
            await SystemTool.RunAsync("ip", $"netns del {Space(silo)}", CancellationToken.None);
        }

        await SystemTool.RunAsync("ip", $"link del {_bridge}", CancellationToken.None);
    }

    private string Space(int silo) => $"{_bridge}-{silo}";

    private string Link(int silo) => $"{_bridge}v{silo}";

    private async Task CreateAsync(CancellationToken cancellation)
    {
        await SystemTool.RunAsync("ip", $"link add {_bridge} type bridge", cancellation);
        await SystemTool.RunAsync("ip", $"addr add {_prefix}.1/24 dev {_bridge}", cancellation);
        await SystemTool.RunAsync("ip", $"addr add {DatabaseAddress}/24 dev {_bridge}", cancellation);
        await SystemTool.RunAsync("ip", $"link set {_bridge} up", cancellation);
        for (var silo = 0; silo < _silos; silo++)
        {
            await SystemTool.RunAsync("ip", $"netns add {Space(silo)}", cancellation);
            await SystemTool.RunAsync("ip", $"link add {Link(silo)} type veth peer name eth0 netns {Space(silo)}", cancellation);
            await SystemTool.RunAsync("ip", $"link set {Link(silo)} master {_bridge} up", cancellation);
            await SystemTool.RunAsync("ip", $"-n {Space(silo)} addr add {AddressOf(silo)}/24 dev eth0", cancellation);
            await SystemTool.RunAsync("ip", $"-n {Space(silo)} link set eth0 up", cancellation);
            await SystemTool.RunAsync("ip", $"-n {Space(silo)} link set lo up", cancellation);
        }
    }
}
