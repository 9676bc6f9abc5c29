using System.Globalization;

namespace Orleans.KubeApi.Hosting;

/// <summary>
/// How many files the system lets the process open, and what of it clients may take. A .NET process without a file left doesn't only
/// refuse: it may end, "Out of memory", where the runtime needs one.
/// </summary>
internal static class OpenFiles
{
    /// <summary>What clients leave to the server: its own parts (260 when idle), the database's and other silos' connections.</summary>
    public const int Reserve = 384;

    private const int MostConnections = 20_000;
    private const int FewestConnections = 16;

    /// <summary>The limit in force (Linux: RLIMIT_NOFILE); <see cref="long.MaxValue"/> without one.</summary>
    public static long Most { get; } = Limit();

    /// <summary>Connections that clients may have where so many files may be open.</summary>
    public static int ConnectionsFor(long most) => (int)Math.Clamp(most - Reserve, FewestConnections, MostConnections);

    private static long Limit()
    {
        const string Line = "Max open files";
        string[] lines = OperatingSystem.IsLinux() ? File.ReadAllLines("/proc/self/limits") : [];
        var line = Array.Find(lines, l => l.StartsWith(Line, StringComparison.Ordinal));
        var soft = line?[Line.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(soft, CultureInfo.InvariantCulture, out var limit) ? limit : long.MaxValue;
    }
}
