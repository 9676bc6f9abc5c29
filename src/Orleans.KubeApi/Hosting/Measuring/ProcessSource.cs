using System.Diagnostics;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Hosting.Measuring;

/// <summary>The process, under the names that all Prometheus clients use.</summary>
internal sealed class ProcessSource : IMetricSource
{
    /// <summary>When the process started.</summary>
    public static DateTimeOffset Start { get; } = Started();

    /// <summary>Its start alone, which tells a scraper that counters began anew.</summary>
    public static IMetricSource StartTime { get; } = new StartSource();

    /// <inheritdoc/>
    public void WriteTo(MetricText text)
    {
        using var process = Process.GetCurrentProcess();
        Write(text, "process_cpu_seconds_total", MetricKind.Counter, "Seconds of CPU that the process used.",
            process.TotalProcessorTime.TotalSeconds);
        Write(text, "process_resident_memory_bytes", MetricKind.Gauge, "Memory of the process that is in RAM.", process.WorkingSet64);
        Write(text, "process_virtual_memory_bytes", MetricKind.Gauge, "Address space of the process.", process.VirtualMemorySize64);
        StartTime.WriteTo(text);
        if (OperatingSystem.IsLinux())
        {
            Write(text, "process_open_fds", MetricKind.Gauge, "Open file descriptors.", Directory.EnumerateFiles("/proc/self/fd").Count());
            Write(text, "process_max_fds", MetricKind.Gauge, "Most file descriptors that may be open.", OpenFiles.Most);
        }
    }

    private static void Write(MetricText text, string name, MetricKind kind, string help, double value)
    {
        text.Family(name, kind, help);
        text.Sample("", value);
    }

    private static DateTimeOffset Started()
    {
        using var process = Process.GetCurrentProcess();
        return process.StartTime.ToUniversalTime();
    }

    private sealed class StartSource : IMetricSource
    {
        public void WriteTo(MetricText text) => Write(text, "process_start_time_seconds", MetricKind.Gauge,
            "When the process started, in seconds since 1970.", (Start - DateTimeOffset.UnixEpoch).TotalSeconds);
    }
}
