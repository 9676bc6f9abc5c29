using System.Diagnostics;

namespace Orleans.KubeApi.ClusterTests.Robustness.Matrix;

/// <summary>Runs an administrator's command, which must succeed.</summary>
internal static class SystemTool
{
    /// <summary>Why such commands can't be run here, or null.</summary>
    public static string? Missing =>
        Environment.IsPrivilegedProcess ? null : "the right of root to make network namespaces and file systems";

    public static async Task RunAsync(string tool, string arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(tool, arguments) { RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{tool} did not start.");
        var error = await process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{tool} {arguments}: {process.ExitCode} {error}");
        }
    }
}
