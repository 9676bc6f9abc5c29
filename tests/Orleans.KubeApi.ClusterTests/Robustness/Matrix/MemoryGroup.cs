using System.Globalization;

namespace Orleans.KubeApi.ClusterTests.Robustness.Matrix;

/// <summary>A control group that a silo is started in; the kernel kills it there when it needs more memory than the group has.</summary>
internal sealed class MemoryGroup : IAsyncDisposable
{
    private const string Root = "/sys/fs/cgroup/memory";
    private static int _count;
    private readonly string _folder = $"{Root}/kx{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";

    public MemoryGroup(int megabytes)
    {
        Directory.CreateDirectory(_folder);
        Limit((long)megabytes << 20);
    }

    /// <summary>Why there are no such groups here, or null.</summary>
    public static string? Missing => File.Exists($"{Root}/memory.limit_in_bytes") ? null : "control groups of memory (version 1)";

    /// <summary>Becomes the command that follows it, in the group.</summary>
    public IReadOnlyList<string> Launcher => ["sh", "-c", $"echo $$ > {_folder}/cgroup.procs && exec \"$0\" \"$@\""];

    /// <summary>There is as much memory as anybody wants.</summary>
    public void Free() => Limit(-1);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder); // Its processes ended before.
        return ValueTask.CompletedTask;
    }

    private void Limit(long bytes) =>
        File.WriteAllText($"{_folder}/memory.limit_in_bytes", bytes.ToString(CultureInfo.InvariantCulture));
}
