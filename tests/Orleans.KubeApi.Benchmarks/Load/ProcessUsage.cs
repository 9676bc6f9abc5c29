using System.Globalization;

namespace Orleans.KubeApi.Benchmarks.Load;

/// <summary>CPU time and memory of some processes, and of those they started, as the kernel counts them.</summary>
internal static class ProcessUsage
{
    // sysconf(_SC_CLK_TCK) is 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Seconds of CPU, in user and kernel, spent so far.</summary>
    public static double CpuSeconds(IEnumerable<int> pids) => WithChildren(pids).Sum(pid => StatFields(pid) is { Length: > 14 } fields
        ? (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond
        : 0);

    /// <summary>Resident memory in MB; pages shared by several processes count in each.</summary>
    public static double ResidentMegabytes(IEnumerable<int> pids) => WithChildren(pids).Sum(pid =>
        Read($"/proc/{pid}/status").Split('\n').FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)) is { } line
            ? long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024.0
            : 0);

    /// <summary>A database has a process for each connection, which comes and goes.</summary>
    private static IEnumerable<int> WithChildren(IEnumerable<int> pids) => pids
        .SelectMany(pid => Children(pid).Prepend(pid))
        .Distinct();

    private static IEnumerable<int> Children(int pid) => Read($"/proc/{pid}/task/{pid}/children")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(text => int.Parse(text, CultureInfo.InvariantCulture))
        .SelectMany(child => Children(child).Prepend(child));

    /// <summary>The fields after the command's name, which may itself contain spaces: the state is field 0.</summary>
    private static string[] StatFields(int pid)
    {
        var text = Read($"/proc/{pid}/stat");
        return text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
