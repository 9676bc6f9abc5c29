using System.Globalization;
using System.Text;
using Microsoft.Diagnostics.Runtime;

namespace Orleans.KubeApi.Benchmarks.Memory;

/// <summary>What the managed heap of a process is made of: generations, and the types that take most, dead objects included.</summary>
internal static class HeapBreakdown
{
    private const int Types = 40;

    /// <summary>Stops the process for the time it takes to walk its heap.</summary>
    public static string Of(int pid)
    {
        using var target = DataTarget.AttachToProcess(pid, suspend: true);
        using var runtime = target.ClrVersions[0].CreateRuntime();
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"server GC: {runtime.Heap.IsServer}");
        foreach (var kind in runtime.Heap.Segments.GroupBy(segment => segment.Kind))
        {
            var (committed, used) = (kind.Sum(s => (long)s.CommittedMemory.Length), kind.Sum(s => (long)s.ObjectRange.Length));
            text.AppendLine(CultureInfo.InvariantCulture, $"{kind.Key,-12} {committed >> 20,6} MB committed {used >> 20,6} MB used");
        }

        var types = new Dictionary<string, (long Count, long Bytes)>(StringComparer.Ordinal);
        foreach (var item in runtime.Heap.EnumerateObjects())
        {
            var name = item.Type?.Name ?? "?";
            var (count, bytes) = types.GetValueOrDefault(name);
            types[name] = (count + 1, bytes + (long)item.Size);
        }

        foreach (var (name, (count, bytes)) in types.OrderByDescending(t => t.Value.Bytes).Take(Types))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{bytes >> 10,9} KB {count,9} x {name}");
        }

        return text.ToString();
    }
}
